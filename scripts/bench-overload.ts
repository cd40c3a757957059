import { parseArgs } from "node:util";
import { measureOverload, toLines } from "./support/bench/overload.ts";

const { values } = parseArgs({
  options: {
    places: { type: "string", default: "64" },
    queue: { type: "string", default: "256" },
    share: { type: "string", default: "75" },
    wait: { type: "string", default: "40" },
    slots: { type: "string", default: "16" },
    seconds: { type: "string", default: "4" },
    unprotected: { type: "boolean", default: false },
  },
});

const overload = {
  maxConcurrent: Number(values.places),
  maxQueued: Number(values.queue),
  addressShare: Number(values.share),
};
const result = await measureOverload({
  overload: values.unprotected ? undefined : overload,
  waitMs: Number(values.wait),
  slots: Number(values.slots),
  milliseconds: Number(values.seconds) * 1000,
});
console.log(toLines(result).join("\n"));
process.exit(0);
