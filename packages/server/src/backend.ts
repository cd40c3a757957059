import type { Customer, Outcome, Ports, RejectionCode } from "@shop/core";
import type { Extension } from "./mcp/extension.ts";
import type { CallsPerMinute } from "./overload/call-limits.ts";
import type { OverloadSettings } from "./overload/entrance.ts";
import type { Tracing } from "./tracing.ts";

/** One request's allowance: when it must be over, and what it has used of the database. */
export interface CallBudget {
  readonly signal: AbortSignal;
  readonly meter: { requests: number; units: number; conflicts: number; catalogueAgeMs?: number | undefined };
  /** Hears of each request to the database; the answer is to be called when that has ended. */
  readonly onRequest?: ((operation: string) => () => void) | undefined;
}

/** Who a verified credential speaks for. A member of the staff need not be a customer. */
export interface Identity {
  readonly subject: string;
  readonly clientId: string;
  /** What the app calls itself, where it has registered here. */
  readonly clientName?: string | undefined;
  readonly groups: readonly string[];
  /** What the credential may be used for. */
  readonly scopes: readonly string[];
  /** True for the person's own sign-in with a password, false for an app that acts for them. */
  readonly isOwn: boolean;
  readonly customer: Customer | undefined;
}

export interface Login {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly customerId: string | undefined;
}

/** How often something may be tried: `max` times in a window that begins with the first try. */
interface Allowance {
  readonly max: number;
  readonly windowSeconds: number;
}

/** An app that acts for a person. Times are Unix time in seconds. */
interface Connection {
  readonly connectionId: string;
  readonly clientId: string;
  readonly clientName: string;
  readonly redirectHost: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** What the server asks of the stage it runs in, one verb each. */
export interface Backend {
  open(budget: CallBudget): Ports;
  identify(token: string, budget: CallBudget): Promise<Outcome<Identity>>;
  /** Who e-mail and password stand for when they were found right just now; asks nobody. */
  recallByPassword(email: string, password: string, budget: CallBudget): Promise<Identity | undefined>;
  identifyByPassword(email: string, password: string, budget: CallBudget): Promise<Outcome<Identity>>;
  logIn(email: string, password: string, budget: CallBudget): Promise<Outcome<Login>>;
  logOut(token: string, budget: CallBudget): Promise<Outcome<true>>;
  /** Counts one more try under a key, for all servers together. Answers the seconds to wait, 0 when it may be made. */
  countAttempt(key: string, allowance: Allowance, budget: CallBudget): Promise<number>;
  giveBackAttempt(key: string, budget: CallBudget): Promise<void>;
  forgetAttempts(key: string, budget: CallBudget): Promise<void>;
  listConnections(subject: string): Promise<readonly Connection[]>;
  /** False when there is no such connection of this person. */
  endConnection(subject: string, connectionId: string): Promise<boolean>;
  /** Why the server cannot serve yet; empty when it can. */
  readiness(signal: AbortSignal): Promise<readonly string[]>;
  /** Since the catalogue last heard of the shop, in milliseconds; `undefined` before it is loaded. */
  catalogueAgeMs(): number | undefined;
  /** What a thrown error means for the caller. */
  failureCode(error: unknown): Extract<RejectionCode, "unavailable" | "deadline_exceeded" | "internal">;
}

/** One line of the log for each call: what happened, never what was said. */
export interface CallLine {
  readonly requestId: string;
  /** 32 hexadecimal digits; absent where nobody has begun a trace. */
  readonly traceId?: string | undefined;
  /** The tool that was called; a step of signing in or out instead, where none was. */
  readonly tool?: string | undefined;
  readonly step?: string | undefined;
  /** Revision of MCP that the caller speaks, or `rest`. */
  readonly era?: string | undefined;
  /** The app that calls for a person; absent where that person's own sign-in does. */
  readonly client?: string | undefined;
  /** What the program calls itself. */
  readonly app?: string | undefined;
  /** A digest. */
  readonly customer?: string | undefined;
  readonly code: string;
  readonly status?: number | undefined;
  readonly ms: number;
  /** Requests to the database, and the capacity units they took. */
  readonly db: number;
  readonly units: number;
  /** Writes that were tried again because another one was under way. */
  readonly conflicts: number;
  /** How old the catalogue was that a search was answered from. */
  readonly catalogueAgeMs?: number | undefined;
  readonly replayed?: boolean | undefined;
  /** What a new order comes to. For the metrics: the line does not tell it. */
  readonly sale?: { readonly totalMinor: number; readonly currency: string } | undefined;
}

/** What is counted without a line of its own: a wrong password, an answer 429, an answer 503 to shed load. */
export type Counted = "login_failed" | "rate_limited" | "shed";

/** One request in detail, for the few that are looked at closely. */
export interface RequestDetail {
  readonly requestId: string;
  readonly traceId: string | undefined;
  /** Method and kind of address. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly db: number;
  readonly units: number;
}

export interface Journal {
  record(line: CallLine): void;
  /** A request for the tools that was refused before it came to one: counted with the calls. */
  turnAway(code: RejectionCode): void;
  count(what: Counted): void;
  /** How many requests are under way. */
  noteInFlight(requests: number): void;
  /** The end of any request; absent where nobody hears of it. */
  readonly detail?: ((request: RequestDetail) => void) | undefined;
  /** A bug, or a dependency that failed: with its stack, for us only. */
  reportFailure(error: unknown, about: { readonly request_id: string; readonly call: string }): void;
}

export interface Settings {
  readonly version: string;
  /** Origin under which clients reach the server, without a slash at the end. */
  readonly publicUrl: string;
  /** Where clients learn how to sign in. */
  readonly authorizationServer: string;
  /** Browser origins that may call, besides the server's own. */
  readonly allowedOrigins: readonly string[];
  /** Refuse other Host headers than this machine's: for a server that only listens on loopback. */
  readonly loopbackOnly: boolean;
  readonly requestDeadlineMs: number;
  /** How much is served at once; absent = as much as comes. */
  readonly overload?: OverloadSettings | undefined;
  /** How often anybody may call; absent = as often as they like. */
  readonly callsPerMinute?: CallsPerMinute | undefined;
  /** Orders above this total, in minor units, are put to the person where the client can ask one; absent = never. */
  readonly confirmAboveMinor?: bigint | undefined;
}

export interface ServerDeps {
  readonly backend: Backend;
  readonly journal: Journal;
  readonly settings: Settings;
  /** Absent where nothing is traced. */
  readonly tracing?: Tracing | undefined;
  /** Signs apps in; answers `undefined` for addresses that are not its own. Absent where the stage has none. */
  readonly authorizationServer?: ((request: Request, address: string) => Promise<Response | undefined>) | undefined;
  /** More for its MCP servers to serve; absent in every door that is shipped. */
  readonly extension?: Extension | undefined;
}
