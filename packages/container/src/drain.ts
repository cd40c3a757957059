import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const capMs = 20_000;
const sweepMs = 200;

/**
 * Stops a server without failing anybody: goes on serving for `lingerMs`, because load balancers send requests a little
 * longer, then takes no new ones and waits for those under way. True when all ended; false when the cap of 20 s did.
 */
export async function drain(server: Server, lingerMs: number): Promise<boolean> {
  await sleep(lingerMs);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  // A connection whose last request ends after close() stays open as idle: closing the idle ones once is not enough.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  const cap = new AbortController();
  const inTime = await Promise.race([
    closed.then(() => true),
    sleep(capMs, false, { signal: cap.signal }).catch(() => false),
  ]);
  cap.abort();
  clearInterval(sweep);
  server.closeAllConnections();
  return inTime;
}
