-- A room plays one game at a time. The database decides when two are started at once.
CREATE UNIQUE INDEX "GameSession_one_live_per_room" ON "GameSession"("tenantId", "roomId")
  WHERE "status" IN ('created', 'running', 'frozen');
