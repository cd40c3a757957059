import { createBackend } from "@shop/aws";
import type { Ports } from "@shop/core";
import { type App, createApp } from "@shop/server";
import type { Stage } from "../stage.ts";
import { silentJournal } from "../telemetry/silent-journal.ts";

/**
 * The app of a stage with some of its verbs replaced: to let something happen between what a tool reads and what it
 * writes. `wrap` is given the real ports of each call.
 */
export function openBetween({ config }: Pick<Stage, "config">, wrap: (ports: Ports) => Partial<Ports>) {
  const failures: unknown[] = [];
  const backend = createBackend(config, (error) => failures.push(error));
  const app: App = createApp({
    backend: {
      ...backend,
      open(budget) {
        const ports = backend.open(budget);
        return { ...ports, ...wrap(ports) };
      },
    },
    journal: { ...silentJournal, reportFailure: (error) => failures.push(error) },
    settings: {
      version: "1.0.0",
      publicUrl: config.publicUrl,
      authorizationServer: config.authorizationServer,
      allowedOrigins: [],
      loopbackOnly: false,
      requestDeadlineMs: config.requestDeadlineMs,
      confirmAboveMinor: config.confirmAboveMinor,
    },
  });
  return {
    app,
    failures,
    [Symbol.dispose]() {
      backend.stop();
    },
  };
}

/** Does something the first time it is called, and nothing after. */
export function once(effect: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    done = true;
    await effect();
  };
}
