import { createHmac } from "node:crypto";
import type { InitiateAuthCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { type Outcome, ok, reject } from "@shop/core";
import type { OpenCognito } from "./cognito-client.ts";
import type { Config } from "./config.ts";

/** What Cognito gives for a right password. */
export interface PasswordLogin {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Good for one thing here: ending the sign-in at Cognito. */
  readonly refreshToken: string | undefined;
}

/** Wrong password, unknown, disabled, unconfirmed, locked out: told apart, they would say which accounts exist. */
const refused = new Set([
  "NotAuthorizedException",
  "UserNotFoundException",
  "UserNotConfirmedException",
  "PasswordResetRequiredException",
  "InvalidPasswordException",
  "InvalidParameterException",
]);

const invalidCredentials = reject("authentication_required", "Invalid email or password");

/** The app client that signs in with passwords, and its secret if it has one. */
interface PasswordClient extends Pick<Config, "clientId"> {
  readonly readClientSecret?: (() => Promise<string>) | undefined;
}

/** Signs in at Cognito with e-mail and password (`USER_PASSWORD_AUTH`). */
export const logInWithPassword =
  (openCognito: OpenCognito, { clientId, readClientSecret }: PasswordClient) =>
  async (email: string, password: string, abortSignal: AbortSignal): Promise<Outcome<PasswordLogin>> => {
    const clientSecret = await readClientSecret?.();
    const { InitiateAuthCommand, CognitoIdentityProviderServiceException } = await import(
      "@aws-sdk/client-cognito-identity-provider"
    );
    const cognito = await openCognito();
    const command = new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: clientId,
      AuthParameters: {
        USERNAME: email,
        PASSWORD: password,
        ...(clientSecret && { SECRET_HASH: secretHash(email, clientId, clientSecret) }),
      },
    });
    try {
      return toLogin(await cognito.send(command, { abortSignal }));
    } catch (error) {
      if (error instanceof CognitoIdentityProviderServiceException && refused.has(error.name))
        return invalidCredentials;
      throw error;
    }
  };

/** No result means a challenge, such as a first password to change: not something an agent can answer. */
const toLogin = ({ AuthenticationResult: result }: InitiateAuthCommandOutput): Outcome<PasswordLogin> =>
  result?.AccessToken && result.IdToken
    ? ok({
        accessToken: result.AccessToken,
        idToken: result.IdToken,
        expiresIn: result.ExpiresIn ?? 0,
        refreshToken: result.RefreshToken,
      })
    : invalidCredentials;

/** Source: "Computing secret hash values", Amazon Cognito Developer Guide. */
const secretHash = (username: string, clientId: string, clientSecret: string): string =>
  createHmac("sha256", clientSecret).update(`${username}${clientId}`).digest("base64");
