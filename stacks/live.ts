import { type Parts, serverEnvironment } from "./environment.ts";
import { port } from "./fargate.ts";
import type { StageSettings } from "./stage.ts";

/** Where the container entry listens on the developer's machine. */
export const localUrl = `http://localhost:${port}`;

/**
 * The environment of a program on the developer's machine that works on the stage's own tables: the container entry as
 * a pane of `sst dev`, and every job of `npm run … -- --stage NAME`. Creates nothing in AWS.
 */
export const createTools = (settings: StageSettings, parts: Parts): sst.x.DevCommand =>
  new sst.x.DevCommand("Tools", {
    environment: {
      ...serverEnvironment(settings, { ...parts, publicUrl: localUrl }),
      AWS_REGION: settings.region,
      HOST: "127.0.0.1",
      PORT: String(port),
      POWERTOOLS_TRACE_ENABLED: "false",
    },
    dev: { title: "Container", command: "npm run container", autostart: false },
  });
