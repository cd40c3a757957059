export { type AccessClaims, createAccessTokenVerifier } from "./access-token.ts";
export { createAuthorizationServer } from "./authorization-server.ts";
export type { KnownClient } from "./clients.ts";
export type { OAuthSettings, SecurityEvent } from "./context.ts";
export { rotateKeys, signingFirst } from "./keys.ts";
export type {
  Allowance,
  Connection,
  Found,
  ListedConnection,
  OAuthPorts,
  Person,
  RecordKind,
  Rotation,
  SignInRequest,
  SigningKey,
  Standing,
} from "./ports.ts";
