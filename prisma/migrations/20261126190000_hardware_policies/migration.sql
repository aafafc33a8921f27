-- What running games do while hardware is away. What is there gets the defaults: a device that is offline is warned of,
-- and without any hardware a game stands still.
CREATE TYPE "DevicePolicy" AS ENUM ('freeze', 'warn', 'carry_on');
CREATE TYPE "HardwarePolicy" AS ENUM ('freeze', 'carry_on');
ALTER TABLE "Device" ADD COLUMN "whenOffline" "DevicePolicy" NOT NULL DEFAULT 'warn';
ALTER TABLE "Room" ADD COLUMN "hardwareAway" "HardwarePolicy" NOT NULL DEFAULT 'freeze';
