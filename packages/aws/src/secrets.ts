import type { Config } from "./config.ts";
import { once } from "./signing-key.ts";

/** A secret as it is, or the name of the SSM parameter (SecureString) that holds it. */
export type Secret = { readonly value: string } | { readonly parameter: string };

/** Reads a secret when it is first needed, and remembers it; a failure is tried again by the next call. */
export function secretReader(
  secret: Secret,
  { region, ssmEndpoint }: Pick<Config, "region" | "ssmEndpoint">,
): () => Promise<string> {
  if ("value" in secret) return async () => secret.value;
  return once(async () => {
    // Loaded only where secrets are kept in SSM.
    const { GetParameterCommand, SSMClient } = await import("@aws-sdk/client-ssm");
    const client = new SSMClient({ region, ...(ssmEndpoint && { endpoint: ssmEndpoint }) });
    const asked = new GetParameterCommand({ Name: secret.parameter, WithDecryption: true });
    const { Parameter } = await client.send(asked).finally(() => client.destroy());
    if (!Parameter?.Value) throw new Error(`The parameter ${secret.parameter} is empty`);
    return Parameter.Value;
  });
}
