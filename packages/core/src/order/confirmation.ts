import { type Minor, toDecimal } from "../money.ts";
import { type Outcome, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Agent } from "../tool.ts";

/** What a person would say yes to. */
export interface Purchase {
  /** What is compared with the shop's threshold. */
  readonly amountMinor: Minor;
  readonly currency: string;
  /** Everything that the yes is for: with anything of it changed, the person is asked again. */
  readonly of: readonly unknown[];
  /** Told to the person, with the amount as `1,250.00 USD` would be: `1250.00 USD`. */
  readonly question: (amount: string) => string;
}

type Needs = { readonly agent: Agent } & Pick<Ports, "digest">;

/** Above the shop's threshold a person has to say yes to exactly this, where there is a way to ask one. */
export function refuseUnconfirmed(
  { amountMinor, currency, of, question }: Purchase,
  { agent, digest }: Needs,
): Outcome<never> | undefined {
  const { confirmation } = agent;
  if (!confirmation || amountMinor <= confirmation.aboveMinor) return undefined;
  const to = digest(JSON.stringify([...of, String(amountMinor), currency]));
  if (confirmation.given?.to === to) return undefined;
  return reject("confirmation_required", "The order needs the user's confirmation", {
    details: { to, question: question(`${toDecimal(amountMinor, currency)} ${currency}`) },
  });
}
