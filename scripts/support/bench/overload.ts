import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { OverloadSettings } from "@shop/server";
import { askInTurn, askRegardless, quantile, type Stretch } from "./open-loop.ts";

/** What a server did at three times the load that it can serve, beside what it does at its best. */
export interface OverloadResult {
  /** Answers 200 a second, as a share of those at the peak. */
  readonly servedOfPeak: number;
  /** CPU time of a refusal, as a share of that of a call at the peak. */
  readonly refusalCost: number;
  readonly peakPerSecond: number;
  readonly offeredOfPeak: number;
  /** Share of all requests that were refused with a time to return at, and of those that got anything else. */
  readonly refused: number;
  readonly failed: number;
  /** 99th percentile of served calls, and of refusals, over the median of calls at the peak. */
  readonly servedP99: number;
  readonly refusedP99: number;
  readonly megabytesBefore: number;
  readonly megabytesAfter: number;
}

interface Vitals {
  readonly cpuMs: number;
  readonly residentMb: number;
}

interface Options {
  readonly overload: OverloadSettings | undefined;
  /** How long the database takes, and for how many at once. */
  readonly waitMs: number;
  readonly slots: number;
  readonly milliseconds: number;
}

const callersAtPeak = 48;
const times = 3;

async function ask(child: ChildProcess): Promise<Vitals> {
  child.send("vitals");
  const [vitals] = await once(child, "message");
  return vitals as Vitals;
}

async function observe(child: ChildProcess, work: () => Promise<Stretch>) {
  const before = await ask(child);
  const stretch = await work();
  const after = await ask(child);
  const served = stretch.answers.filter(({ status }) => status === 200);
  const refused = stretch.answers.filter(({ status, saysWhenToReturn }) => status === 503 && saysWhenToReturn);
  return {
    served: served.map(({ ms }) => ms),
    refused: refused.map(({ ms }) => ms),
    all: stretch.answers.length,
    perSecond: served.length / stretch.seconds,
    offeredPerSecond: stretch.answers.length / stretch.seconds,
    cpuMs: after.cpuMs - before.cpuMs,
    residentMb: after.residentMb,
  };
}

/** Finds what a server can do, then offers it three times as much. */
export async function measureOverload({ overload, waitMs, slots, milliseconds }: Options): Promise<OverloadResult> {
  const args = [String(waitMs), String(slots), JSON.stringify(overload ?? null)];
  const child = fork(new URL("./overload-server.ts", import.meta.url), args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [port] = await once(child, "message");
  const url = `http://127.0.0.1:${port}`;
  await askInTurn(url, callersAtPeak, milliseconds);
  const peak = await observe(child, () => askInTurn(url, callersAtPeak, milliseconds));
  const storm = await observe(child, () => askRegardless(url, times * peak.perSecond, milliseconds));
  child.disconnect();
  const callMs = peak.cpuMs / peak.served.length;
  const usual = quantile(peak.served, 0.5);
  return {
    servedOfPeak: storm.perSecond / peak.perSecond,
    refusalCost: (storm.cpuMs - storm.served.length * callMs) / storm.refused.length / callMs,
    peakPerSecond: peak.perSecond,
    offeredOfPeak: storm.offeredPerSecond / peak.perSecond,
    refused: storm.refused.length / storm.all,
    failed: 1 - (storm.served.length + storm.refused.length) / storm.all,
    servedP99: quantile(storm.served, 0.99) / usual,
    refusedP99: quantile(storm.refused, 0.99) / usual,
    megabytesBefore: peak.residentMb,
    megabytesAfter: storm.residentMb,
  };
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const ratio = (value: number): string => `${value.toFixed(1)}x`;

/** The result in lines for a terminal. */
export const toLines = (result: OverloadResult): readonly string[] => [
  `offered             ${ratio(result.offeredOfPeak)} the peak of ${result.peakPerSecond.toFixed(0)} calls/s`,
  `served              ${percent(result.servedOfPeak)} of the peak`,
  `refused (503)       ${percent(result.refused)} of all, anything else ${percent(result.failed)}; CPU of one ${percent(result.refusalCost)} of a call's`,
  `p99                 served ${ratio(result.servedP99)}, refused ${ratio(result.refusedP99)} the median at the peak`,
  `resident memory     ${result.megabytesBefore.toFixed(0)} MB at the peak, ${result.megabytesAfter.toFixed(0)} MB after`,
];
