import type { Provider } from "oidc-provider";
import type { Browsers } from "./browser.ts";
import type { KnownClient } from "./clients.ts";
import type { OAuthPorts } from "./ports.ts";

/** Something about security that the shop's log should know. Never names a secret or a person. */
export type SecurityEvent = "code_reused" | "refresh_token_reused" | "grant_revoked" | "foreign_browser" | "limited";

export interface OAuthSettings {
  /** Origin of this server: issuer and audience of its tokens. Without a slash at the end. */
  readonly issuer: string;
  /** Apps known beforehand, besides those that come with the shop. */
  readonly clients: readonly KnownClient[];
  /** Hosts whose client metadata documents are fetched; absent = any on the public internet, empty = none. */
  readonly metadataHosts?: readonly string[] | undefined;
  /** Registrations that one address may make in an hour. */
  readonly registrationsPerHour: number;
}

export interface OAuthDeps {
  readonly ports: OAuthPorts;
  readonly settings: OAuthSettings;
  readonly onEvent: (event: SecurityEvent) => void;
  readonly onFailure: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For tests: how client metadata documents are fetched. */
  readonly fetchDocument?: ((url: string) => Promise<Response>) | undefined;
}

/** What every step of a sign-in has at hand. */
export interface StepContext extends OAuthDeps {
  readonly provider: Provider;
  readonly browsers: Browsers;
}

export const secondsOf = (now: () => number): number => Math.floor(now() / 1000);
