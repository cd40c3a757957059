# syntax=docker/dockerfile:1

# Built on the machine's own processor whatever the image is for: what comes out is JavaScript.
FROM --platform=$BUILDPLATFORM node:24.21.0-slim AS build
WORKDIR /shop
COPY package.json package-lock.json ./
COPY packages packages
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --workspace @shop/container --no-audit --no-fund
COPY scripts scripts
COPY stacks/function-bundle.ts stacks/function-bundle.ts
RUN node scripts/build.ts container health-check && mkdir index

# Runs nothing while it is built, so that an ARM image needs no emulation.
FROM node:24.21.0-slim
WORKDIR /shop
COPY --from=build /shop/dist/container/*.mjs ./
COPY --from=build /shop/dist/container/writer writer
# The search index, on a volume that the server may write to: everything else is read-only where it is deployed.
COPY --from=build --chown=node:node /shop/index index
VOLUME /shop/index
ENV NODE_ENV=production SEARCH_DIR=/shop/index MALLOC_ARENA_MAX=2
USER node
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["node", "health-check.mjs"]
# With these flags Node takes half the memory: see docs/decisions/memory.md.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=100", "--no-maglev", "--no-parallel-scavenge", "server.mjs"]
