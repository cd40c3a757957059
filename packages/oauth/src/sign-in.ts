import { createHash, randomBytes } from "node:crypto";
import { type StepContext, secondsOf } from "./context.ts";
import { lifetimes } from "./lifetimes.ts";

/** What a sign-in is for: an app's request, or the customer's own page. */
export interface Pending {
  readonly purpose: "app" | "account";
  /** The interaction of an app's request. */
  readonly uid: string;
  readonly verifier: string;
  readonly nonce: string;
  /** Seal over the state and the browser that may come back with it. */
  readonly browser: string;
}

const secret = (): string => randomBytes(32).toString("base64url");

/**
 * Sends a browser to the identity provider. The state is made only now, after consent, is kept here, works once, and
 * only for this browser (MCP security best practices, "Confused deputy").
 */
export async function startSignIn(
  { ports, browsers, now }: StepContext,
  { purpose, uid }: Pick<Pending, "purpose" | "uid">,
  browserSecret: string,
): Promise<string> {
  const [state, verifier, nonce] = [secret(), secret(), secret()];
  const browser = await browsers.bind(state, browserSecret);
  const pending: Pending = { purpose, uid, verifier, nonce, browser };
  await ports.keep("state", state, pending, secondsOf(now) + lifetimes.signIn);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return ports.signInAddress({ state, nonce, challenge });
}
