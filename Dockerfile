# syntax=docker/dockerfile:1
# One executable, made from the sources; the image that runs has nothing else in it.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund --ignore-scripts && npm run build

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /data eagre && install -d -o eagre -g eagre /data
COPY --from=build /src/dist/eagre /usr/local/bin/eagre
USER 10001
WORKDIR /data
VOLUME /data
ENV EAGRE_HOST=0.0.0.0 EAGRE_DATA=/data
# 7070: devices and the HTTP API; 7080: health and metrics, when EAGRE_ADMIN_PORT says so.
EXPOSE 7070 7080
# The first signal drains; the orchestrator must wait for drainDelayMs + drainMs before the second.
STOPSIGNAL SIGTERM
ENTRYPOINT ["eagre"]
CMD ["serve"]
