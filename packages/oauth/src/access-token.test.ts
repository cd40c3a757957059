import { importJWK, SignJWT } from "jose";
import { beforeAll, expect, it } from "vitest";
import { createAccessTokenVerifier } from "./access-token.ts";
import { rotateKeys } from "./keys.ts";
import type { SigningKey } from "./ports.ts";

const issuer = "https://shop.example";
const nowMs = 1_900_000_000_000;
const now = nowMs / 1000;
let keys: readonly SigningKey[];
let loads = 0;
beforeAll(async () => {
  keys = await rotateKeys([], now);
});

const newVerifier = (clock = () => nowMs) =>
  createAccessTokenVerifier({
    issuer,
    now: clock,
    loadKeys: async () => {
      loads += 1;
      return keys;
    },
  });

const claims = { client_id: "app", gid: "grant", scope: "shop:orders", groups: ["staff"] };

interface Change {
  readonly key?: SigningKey | undefined;
  readonly header?: Readonly<Record<string, string>>;
}

async function make(
  change: (token: SignJWT) => SignJWT = (token) => token,
  { key = keys[0] as SigningKey, header = {} }: Change = {},
): Promise<string> {
  const token = new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: key.kid, ...header })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject("person")
    .setJti("one")
    .setIssuedAt(now)
    .setExpirationTime(now + 900);
  return change(token).sign(await importJWK(key.jwk, "ES256"));
}

const codeOf = async (token: string, verify = newVerifier()) => {
  const outcome = await verify(token);
  return outcome.ok ? "ok" : outcome.rejection.code;
};

it("what our keys have signed for us is read, whichever of them signed", async () => {
  const verify = newVerifier();
  for (const key of keys)
    expect(await verify(await make(undefined, { key }))).toEqual({
      ok: true,
      value: {
        subject: "person",
        clientId: "app",
        grantId: "grant",
        scopes: ["shop:orders"],
        groups: ["staff"],
        expiresAt: now + 900,
      },
    });
});

it("another issuer's or another audience's is refused, signed by our own key though it is", async () => {
  expect(await codeOf(await make((token) => token.setIssuer("https://other.example")))).toBe("invalid_token");
  expect(await codeOf(await make((token) => token.setAudience("https://other.example")))).toBe("invalid_token");
  expect(await codeOf(await make((token) => token.setAudience([issuer])))).toBe("invalid_token");
  expect(await codeOf(await make(undefined, { header: { typ: "JWT" } }))).toBe("invalid_token");
});

it("an expired one is told apart from a bad one, five seconds after its end", async () => {
  const token = await make();
  expect(
    await codeOf(
      token,
      newVerifier(() => nowMs + 904_000),
    ),
  ).toBe("ok");
  expect(
    await codeOf(
      token,
      newVerifier(() => nowMs + 906_000),
    ),
  ).toBe("token_expired");
});

it("keys are asked for once, again after five minutes, and for an unknown id every ten seconds at most", async () => {
  let clock = nowMs;
  const verify = newVerifier(() => clock);
  const good = await make();
  const unknown = await make(undefined, { header: { kid: "unknown" } });
  loads = 0;
  for (let times = 0; times < 5; times++) await verify(good);
  expect(loads).toBe(1);
  for (let times = 0; times < 5; times++) expect(await codeOf(unknown, verify)).toBe("invalid_token");
  expect(loads).toBe(1);
  clock += 11_000;
  for (let times = 0; times < 5; times++) await verify(unknown);
  expect(loads).toBe(2);
  clock += 301_000;
  await verify(good);
  expect(loads).toBe(3);
});
