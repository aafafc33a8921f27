-- Scenes that a game asks for are played beside it, so they are no second game of the room.
ALTER TABLE "GameSession" ADD COLUMN "requestedBy" TEXT;
DROP INDEX "GameSession_one_live_per_room";
CREATE UNIQUE INDEX "GameSession_one_live_per_room" ON "GameSession"("tenantId", "roomId")
  WHERE "status" IN ('created', 'running', 'frozen') AND "requestedBy" IS NULL;
