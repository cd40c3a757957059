import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { removed } from "./removed.ts";

/** For the servers that a test starts as processes of their own: without the same defence. */
registerHooks({
  load(url, context, next) {
    const source = url.startsWith("file:") ? removed.get(fileURLToPath(url)) : undefined;
    return source === undefined ? next(url, context) : { format: "module-typescript", source, shortCircuit: true };
  },
});
