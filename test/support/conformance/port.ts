import { openPort } from "../clients/ports.ts";
import type { DoorName } from "../doors.ts";
import type { Stage } from "../stage.ts";
import { extendLegacy } from "./legacy.ts";
import { extendModern } from "./modern.ts";

const minute = 60_000;

/** A door on a port of its own, with the samples of the conformance suite on its MCP servers. */
export function openSamplePort(name: DoorName, stage: Stage) {
  const ports = stage.backend.open({
    signal: AbortSignal.timeout(10 * minute),
    meter: { requests: 0, units: 0, conflicts: 0 },
  });
  // As the shop seals its own question to somebody who has not signed in: so that its own check lets it through.
  const seal = (to: string) =>
    ports.sealCursor({ to, id: crypto.randomUUID(), until: Date.now() + minute }, "confirmation#");
  return openPort(name, stage, {
    legacy: extendLegacy,
    modern: (server) => extendModern(server, seal),
  });
}
