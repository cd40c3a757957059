import type { z } from "zod";
import { whole } from "./config-parsers.ts";

/** How much is served at once: places, a queue, and the percent of both that one address may take. */
interface OverloadConfig {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  readonly addressShare: number;
}

/** Calls in a minute, for each process; 0 = no limit. */
interface CallsPerMinute {
  readonly customer: number;
  readonly client: number;
  readonly address: number;
}

export interface LoadConfig {
  readonly overload: OverloadConfig;
  readonly callsPerMinute: CallsPerMinute;
}

const perMinute = (fallback: number) => whole(0, 1_000_000, fallback);

export const loadEnvironment = {
  MAX_CONCURRENT_REQUESTS: whole(1, 10_000, 64),
  MAX_QUEUED_REQUESTS: whole(0, 10_000, 256),
  MAX_SHARE_PER_ADDRESS: whole(1, 100, 75),
  RATE_LIMIT_PER_CUSTOMER: perMinute(300),
  RATE_LIMIT_PER_CLIENT: perMinute(3000),
  RATE_LIMIT_PER_ADDRESS: perMinute(600),
} as const;

export const readLoad = (data: z.output<z.ZodObject<typeof loadEnvironment>>): LoadConfig => ({
  overload: {
    maxConcurrent: data.MAX_CONCURRENT_REQUESTS,
    maxQueued: data.MAX_QUEUED_REQUESTS,
    addressShare: data.MAX_SHARE_PER_ADDRESS,
  },
  callsPerMinute: {
    customer: data.RATE_LIMIT_PER_CUSTOMER,
    client: data.RATE_LIMIT_PER_CLIENT,
    address: data.RATE_LIMIT_PER_ADDRESS,
  },
});
