export { drain } from "./drain.ts";
export { listen, portOf } from "./listen.ts";
