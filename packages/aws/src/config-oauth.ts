import * as z from "zod";
import type { Secret } from "./secrets.ts";

/** What the authorization server is told from outside; all of it or nothing. */
export interface OAuthConfig {
  /** Origin of the pool's managed login, without a slash at the end. */
  readonly cognitoDomain: string;
  /** The confidential app client that signs people in at managed login. */
  readonly brokerClientId: string;
  readonly brokerClientSecret: Secret;
  /** What keys for encryption and cookies are made from: one secret, or new and old ones with blanks between. */
  readonly secret: Secret;
  readonly clients: readonly z.output<typeof client>[];
  readonly metadataHosts: readonly string[] | undefined;
  readonly registrationsPerHour: number;
}

const client = z
  .strictObject({ client_id: z.string().min(1), name: z.string().min(1), redirect_uris: z.array(z.url()).min(1) })
  .transform(({ client_id: clientId, name, redirect_uris: redirectUris }) => ({ clientId, name, redirectUris }));

const parameter = z
  .string()
  .regex(/^[\w./-]{1,1011}$/, { error: "must be the name of an SSM parameter" })
  .optional();

/** 32 random bytes in base64 are 43 characters. */
const minSecretLength = 32;

const json = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
};

/**
 * Variables of the authorization server. Secrets are given as they are, or as the name of the SSM parameter
 * (SecureString) that holds them: `X` or `X_PARAMETER`. In AWS only the latter.
 */
export const oauthEnvironment = {
  /** Managed login: `https://shop.auth.us-west-2.amazoncognito.com`, or its host alone. */
  COGNITO_DOMAIN: z
    .string()
    .regex(/^(https?:\/\/)?[\w.-]+(:\d+)?\/?$/, { error: "must be a host or an http or https URL" })
    .optional(),
  COGNITO_BROKER_CLIENT_ID: z
    .string()
    .regex(/^\w{1,128}$/, { error: "must look like 1example23456789" })
    .optional(),
  COGNITO_BROKER_CLIENT_SECRET: z.string().min(1).optional(),
  COGNITO_BROKER_CLIENT_SECRET_PARAMETER: parameter,
  OAUTH_SECRET: z
    .string()
    .min(minSecretLength, { error: `must have at least ${minSecretLength} characters` })
    .optional(),
  OAUTH_SECRET_PARAMETER: parameter,
  /** Apps known beforehand: `[{"client_id":"…","name":"…","redirect_uris":["https://…"]}]`. */
  OAUTH_CLIENTS: z
    .string()
    .default("[]")
    .transform(json)
    .pipe(z.array(client, { error: "must be a list of clients" })),
  /** Hosts whose client metadata documents are read, with commas between; `none` = no host; absent = all of the public internet. */
  OAUTH_METADATA_HOSTS: z
    .string()
    .optional()
    .transform((text) => text?.split(",").flatMap((host) => host.trim().toLowerCase() || [])),
  OAUTH_REGISTRATIONS_PER_HOUR: z.coerce
    .number({ error: "must be a whole number" })
    .int({ error: "must be a whole number" })
    .min(1, { error: "must be at least 1" })
    .default(30),
} as const;

type Given = z.output<z.ZodObject<typeof oauthEnvironment>>;

export const secretOf = (value: string | undefined, name: string | undefined): Secret | undefined => {
  if (value !== undefined) return { value };
  return name === undefined ? undefined : { parameter: name };
};

/** The authorization server's part of the environment; `undefined` without any of it; the names of what is missing. */
export function readOAuth(data: Given): {
  readonly oauth: OAuthConfig | undefined;
  readonly missing: readonly string[];
} {
  const brokerClientSecret = secretOf(data.COGNITO_BROKER_CLIENT_SECRET, data.COGNITO_BROKER_CLIENT_SECRET_PARAMETER);
  const secret = secretOf(data.OAUTH_SECRET, data.OAUTH_SECRET_PARAMETER);
  const { COGNITO_DOMAIN: domain, COGNITO_BROKER_CLIENT_ID: brokerClientId } = data;
  if (domain && brokerClientId && brokerClientSecret && secret) {
    const cognitoDomain = (domain.includes("://") ? domain : `https://${domain}`).replace(/\/$/, "");
    const { OAUTH_CLIENTS: clients, OAUTH_METADATA_HOSTS: metadataHosts } = data;
    const registrationsPerHour = data.OAUTH_REGISTRATIONS_PER_HOUR;
    const oauth = { cognitoDomain, brokerClientId, brokerClientSecret, secret, clients, metadataHosts };
    return { oauth: { ...oauth, registrationsPerHour }, missing: [] };
  }
  const needed = {
    COGNITO_DOMAIN: domain,
    COGNITO_BROKER_CLIENT_ID: brokerClientId,
    COGNITO_BROKER_CLIENT_SECRET: brokerClientSecret,
    OAUTH_SECRET: secret,
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? name : []));
  // A domain alone is what a stage without an authorization server may have too.
  const begun = Boolean(brokerClientId || brokerClientSecret || secret);
  return { oauth: undefined, missing: begun ? missing : [] };
}
