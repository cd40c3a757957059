/** What is kept for a while and found by a secret or an id of its own. */
export type RecordKind = "client" | "interaction" | "code" | "refresh-token" | "grant" | "state" | "account";

export interface Found {
  readonly value: unknown;
  /** True once `use` has marked it. */
  readonly used: boolean;
}

/** Where a refresh token stands in its family: the one to use, used just now, or used before. */
export type Standing = "current" | "retried" | "reused";

/** One rotation of a refresh token family (RFC 9700 section 4.14.2). */
export interface Rotation {
  readonly grantId: string;
  readonly from: string;
  readonly to: string;
  /** Unix time in seconds until which `from` may come again, because its answer may have been lost. */
  readonly graceUntil: number;
}

/** A private key of ours, as a JWK for ES256, and from when on it signs (Unix time in seconds). */
export interface SigningKey {
  readonly kid: string;
  readonly jwk: Readonly<Record<string, string>>;
  readonly signsFrom: number;
}

/** Who has signed in at the identity provider. */
export interface Person {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly isCustomer: boolean;
  /** Keeps the sign-in alive at the identity provider; leaves this server in no direction but there. */
  readonly refreshToken: string;
}

/** One sign-in handed to an app: what a customer sees under "connected apps". */
export interface Connection {
  readonly grantId: string;
  readonly subject: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly redirectHost: string;
  readonly scopes: readonly string[];
  /** Unix time in seconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A connection as its customer sees it: under an id that opens nothing. */
export interface ListedConnection extends Omit<Connection, "grantId" | "subject"> {
  readonly connectionId: string;
}

/** A way to the sign-in page and back. */
export interface SignInRequest {
  readonly state: string;
  readonly nonce: string;
  /** S256 (RFC 7636 section 4.2). */
  readonly challenge: string;
}

/** How often something may be tried: `max` times in a window. */
export interface Allowance {
  readonly max: number;
  readonly windowSeconds: number;
}

/**
 * Everything the authorization server asks of the outside world, one verb each. Whoever implements the records keeps
 * neither their ids nor their values readable, answers nothing that has expired, and sees every write at once.
 */
export interface OAuthPorts {
  keep(kind: RecordKind, id: string, value: unknown, expiresAt: number): Promise<void>;
  find(kind: RecordKind, id: string): Promise<Found | undefined>;
  /** Marks it as used. True for exactly one of all who try, however many at once. */
  use(kind: RecordKind, id: string): Promise<boolean>;
  /** Removes it and answers its value: to exactly one of all who try. */
  take(kind: RecordKind, id: string): Promise<unknown>;
  forget(kind: RecordKind, id: string): Promise<void>;

  startFamily(grantId: string, tokenId: string, expiresAt: number): Promise<void>;
  standingOf(grantId: string, tokenId: string): Promise<Standing>;
  /** Moves the family on, once; who comes again within the grace hears `retried`, who comes later `reused`. */
  rotate(rotation: Rotation): Promise<Standing>;

  /** Keeps the sign-in behind a grant, with its secrets, and lists it among the customer's connected apps. */
  saveConnection(connection: Connection, person: Person): Promise<void>;
  /** Asks the identity provider whether the person may still sign in. Throws when it does not answer. */
  renewConnection(grantId: string): Promise<Pick<Person, "groups"> | undefined>;
  /** The groups of the person behind a grant when they were last asked for. */
  groupsOf(grantId: string): Promise<readonly string[]>;
  /** Ends a grant, its tokens, and the sign-in behind it at the identity provider. */
  endGrant(grantId: string): Promise<void>;
  listConnections(subject: string): Promise<readonly ListedConnection[]>;
  /** False when there is no such connection of this customer. */
  endConnection(subject: string, connectionId: string): Promise<boolean>;

  signInAddress(request: SignInRequest): string;
  /** Who signed in; `undefined` when the code is not good. Throws when the identity provider does not answer. */
  completeSignIn(answer: { code: string; verifier: string; nonce: string }): Promise<Person | undefined>;
  /** Ends a sign-in that nothing was handed out for. */
  endSignIn(refreshToken: string): Promise<void>;

  /** The one that signs now comes first; at least two, so that every server knows the next one long before it signs. */
  loadSigningKeys(): Promise<readonly SigningKey[]>;
  /** Keys for one purpose, made from the server's secrets: the first is for making, all are for checking. */
  deriveKeys(purpose: string): Promise<readonly [Uint8Array, ...Uint8Array[]]>;

  /** Counts one more try under a key. Answers the seconds to wait, 0 when it may go on. */
  countAttempt(key: string, allowance: Allowance): Promise<number>;
  /** The seconds to wait before the next try, 0 when it may be made. Counts nothing. */
  waitFor(key: string, allowance: Allowance): Promise<number>;
}
