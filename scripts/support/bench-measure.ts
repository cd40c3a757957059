import { drive, type Load, pace } from "./bench-load.ts";
import { cpuMicroseconds, residentMegabytes } from "./bench-process.ts";
import type { Sample } from "./bench-table.ts";

const rounds = 3;
const warmUpShare = 0.5;
const saturationRounds = 2;

/** All subjects by turns, so that what else the machine does in the meantime touches them alike. */
export async function measureCpu(
  loads: readonly Load[],
  milliseconds: number,
  onStep: (step: string) => void,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const load of loads) await drive(load, { milliseconds: milliseconds * warmUpShare });
  for (let round = 1; round <= rounds; round += 1)
    for (const load of loads) {
      onStep(`round ${round} of ${rounds}: ${load.subject}`);
      const before = cpuMicroseconds(load.pid);
      const calls = await drive(load, { milliseconds });
      samples.push({ subject: load.subject, amount: (cpuMicroseconds(load.pid) - before) / calls });
    }
  return samples;
}

/** Times of a call while half as many are sent as the server can answer. */
export interface Latency {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/**
 * Another load is sent at the same rate afterwards: what it takes is the machine's and the client's part of the times.
 */
export async function measureLatency(
  load: Load,
  beside: Load,
  milliseconds: number,
): Promise<{ readonly own: Latency; readonly beside: Latency }> {
  let most = 0;
  for (let round = 0; round < saturationRounds; round += 1)
    most = Math.max(most, (1000 * (await drive(load, { milliseconds }))) / milliseconds);
  const at = (one: Load) => latencyAt(one, most / 2, 2 * milliseconds);
  return { own: await at(load), beside: await at(beside) };
}

async function latencyAt(load: Load, perSecond: number, milliseconds: number): Promise<Latency> {
  const times = [...(await pace(load, perSecond, milliseconds))].sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { perSecond, p50: at(0.5), p99: at(0.99) };
}

/** Resident megabytes of a server after each of so many further calls. */
export async function measureMemory(load: Load, calls: number, parts: number): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (let part = 0; part < parts; part += 1) {
    await drive(load, { calls: calls / parts });
    sizes.push(residentMegabytes(load.pid));
  }
  return sizes;
}
