import type { Identity } from "./identity.ts";
import { appName, type StageSettings } from "./stage.ts";

/** 256 bits, as long as the keys that are made from it. */
const secretBytes = 32;

/**
 * What signing apps in has to keep to itself, in SSM parameters of the free tier, under the account's own key for them
 * (`aws/ssm`). The server is told their names. Values are in SST's state as well, which is encrypted.
 */
export function createSecrets({ stage, production }: StageSettings, identity: Identity) {
  const parameter = (name: string, file: string, value: $util.Input<string>, ignoreChanges: string[]) =>
    new aws.ssm.Parameter(
      name,
      { name: `/${appName}/${stage}/${file}`, type: "SecureString", tier: "Standard", value },
      // Like the user pool: SST's `removal` does not count parameters among what holds data.
      { retainOnDelete: production, ignoreChanges },
    );
  const bytes = new random.RandomBytes("OAuthSecretBytes", { length: secretBytes });
  return {
    // Cognito gives a client a new one only together with a new id.
    broker: parameter("BrokerSecret", "broker-client-secret", identity.broker.secret, []),
    // Made once. From then on it is the operator's, who puts a new one in front of the old (SECURITY.md).
    oauth: parameter("OAuthSecret", "oauth-secret", bytes.base64, ["value"]),
  };
}

export type StageSecrets = ReturnType<typeof createSecrets>;
