/**
 * What varies with use, in US dollars in us-west-2. Shared by the plan's estimate and the dashboard's. List prices from
 * memory, but for Fargate's (scripts/support/plan/prices.ts says more).
 */
export const rates = {
  vcpuHour: 0.032_38,
  gbHour: 0.003_56,
  spotShare: 0.31,
  addressHour: 0.005,
  gatewayRequest: 1e-6,
  functionCall: 0.2e-6,
  /** ARM. */
  functionGbSecond: 0.000_013_333_4,
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
} as const;
