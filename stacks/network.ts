import type { StageSettings } from "./stage.ts";

/** Two public subnets and no NAT gateway. What runs in them has an address but can be reached from inside only. */
export const createNetwork = ({ zones }: StageSettings): sst.aws.Vpc =>
  new sst.aws.Vpc("Network", { az: zones ? [...zones] : 2 });
