import {
  type CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  type InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { failureCode } from "./failures.ts";
import { logInWithPassword } from "./login.ts";

interface Sent {
  readonly input: InitiateAuthCommand["input"];
  readonly signal: unknown;
}

/** A Cognito that answers every sign-in the same way. */
function answering(answer: () => Promise<object>) {
  const sent: Sent[] = [];
  const send = ({ input }: InitiateAuthCommand, options: { abortSignal: unknown }) => {
    sent.push({ input, signal: options.abortSignal });
    return answer();
  };
  return { sent, cognito: { send } as unknown as CognitoIdentityProviderClient };
}

const app = { clientId: "client-1" };
const { signal } = new AbortController();
const logIn = (answer: () => Promise<object>) =>
  logInWithPassword(async () => answering(answer).cognito, app)("ada@example.com", "secret", signal);
const failing = (name: string) => () =>
  Promise.reject(
    new CognitoIdentityProviderServiceException({ name, message: "of AWS", $fault: "client", $metadata: {} }),
  );
const tokens = { AccessToken: "access", IdToken: "id", RefreshToken: "refresh", ExpiresIn: 86_400 };

describe("signing in", () => {
  it("gives access and ID token how long they last, and what ends the sign-in", async () => {
    expect(await logIn(async () => ({ AuthenticationResult: tokens }))).toEqual({
      ok: true,
      value: { accessToken: "access", idToken: "id", expiresIn: 86_400, refreshToken: "refresh" },
    });
  });

  it("asks Cognito with password and client, within the call's time", async () => {
    const { sent, cognito } = answering(async () => ({ AuthenticationResult: tokens }));
    await logInWithPassword(async () => cognito, app)("ada@example.com", "secret", signal);
    expect(sent).toEqual([
      {
        input: {
          AuthFlow: "USER_PASSWORD_AUTH",
          ClientId: "client-1",
          AuthParameters: { USERNAME: "ada@example.com", PASSWORD: "secret" },
        },
        signal,
      },
    ]);
  });

  it("sends the secret hash of a client that has a secret", async () => {
    const { sent, cognito } = answering(async () => ({ AuthenticationResult: tokens }));
    await logInWithPassword(async () => cognito, { ...app, readClientSecret: async () => "hush" })(
      "ada@example.com",
      "secret",
      signal,
    );
    // printf 'ada@example.comclient-1' | openssl dgst -sha256 -hmac hush -binary | base64
    expect(sent[0]?.input.AuthParameters?.["SECRET_HASH"]).toBe("nA0DiEgxXmPtV4kw5rQeYbDVYrCEJYlMeNjuns6a/Yc=");
  });

  it.each([
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
    "InvalidPasswordException",
    "InvalidParameterException",
  ])("is refused in the same words for %s", async (name) => {
    expect(await logIn(failing(name))).toEqual({
      ok: false,
      rejection: { code: "authentication_required", message: "Invalid email or password" },
    });
  });

  it.each([
    {},
    { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "s" },
    { AuthenticationResult: { AccessToken: "access" } },
  ])("is refused when Cognito gives no tokens: %j", async (answer) => {
    expect(await logIn(async () => answer)).toMatchObject({ rejection: { message: "Invalid email or password" } });
  });

  it.each([
    ["TooManyRequestsException", "unavailable"],
    ["InternalErrorException", "unavailable"],
    ["ResourceNotFoundException", "internal"],
  ])("throws on %s, which says nothing of the password: %s", async (name, code) => {
    const error = await logIn(failing(name)).catch((thrown: unknown) => thrown);
    expect(failureCode(error)).toBe(code);
  });

  it("throws an error that only has the name of a refusal", async () => {
    const imitation = Object.assign(new Error("x"), { name: "NotAuthorizedException" });
    await expect(logIn(() => Promise.reject(imitation))).rejects.toBe(imitation);
  });
});
