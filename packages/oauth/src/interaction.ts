import type { InteractionResults, Provider } from "oidc-provider";
import { type OAuthDeps, type StepContext, secondsOf } from "./context.ts";
import { seeOther } from "./html.ts";

/** The library's record of an authorization request that waits for a person. */
export type Interaction = InstanceType<Provider["Interaction"]>;

/** Hands a result to the library and the browser back to it: it answers the app, and only in the browser that asked. */
export async function finish(
  { now }: Pick<StepContext, "now"> & Partial<OAuthDeps>,
  interaction: Interaction,
  result: InteractionResults,
): Promise<Response> {
  interaction.result = result;
  await interaction.save(Math.max(1, interaction.exp - secondsOf(now)));
  return seeOther(interaction.returnTo);
}
