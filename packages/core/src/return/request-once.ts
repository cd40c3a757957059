import { persist } from "../change.ts";
import { derivedId } from "../derived-id.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Caller } from "../tool.ts";
import type { Return } from "./return.ts";

/** Which return a call is about: one of its own, or the one that every call with the same key is about. */
export interface RequestIdentity {
  readonly returnId: string;
  readonly requestHash: string;
  readonly keyed: boolean;
}

type Needs = Pick<Caller, "customer"> & Pick<Ports, "findReturns" | "newId" | "digest">;

export const identityOf = (
  { customer, newId, digest }: Needs,
  { tool, key, args }: { readonly tool: string; readonly key: string | undefined; readonly args: readonly unknown[] },
): RequestIdentity => ({
  returnId: key === undefined ? newId("ret") : derivedId("ret", digest, [customer.customerId, tool, key]),
  requestHash: digest(JSON.stringify(args)),
  keyed: key !== undefined,
});

/** A return, and whether an earlier call with the same key had made it. */
export interface Requested {
  readonly made: Return;
  readonly replayed: boolean;
}

/** Makes the return once: a later call with the same key is answered with it, whatever has happened since. */
export const requestOnce = (
  needs: Pick<Ports, "findReturns">,
  identity: RequestIdentity,
  attempt: () => Promise<Outcome<Return>>,
): Promise<Outcome<Requested>> =>
  persist(async () => {
    const earlier = await findEarlier(needs, identity);
    if (earlier) return earlier;
    const made = await attempt();
    if (made.ok) return ok({ made: made.value, replayed: false });
    // Refused, perhaps because the first call with this key has just taken the units: then that is the answer.
    return (await findEarlier(needs, identity)) ?? made;
  });

async function findEarlier(
  { findReturns }: Pick<Ports, "findReturns">,
  { returnId, requestHash, keyed }: RequestIdentity,
): Promise<Outcome<Requested> | undefined> {
  const [earlier] = keyed ? await findReturns([returnId]) : [];
  if (!earlier) return undefined;
  if (earlier.requestHash === requestHash) return ok({ made: earlier, replayed: true });
  return reject("idempotency_conflict", "This idempotency_key was used for another request", {
    details: { return_id: returnId },
  });
}
