import type { Customer, Outcome, Ports, RejectionCode } from "@shop/core";

/** One request's allowance: when it must be over, and what it has used of the database. */
export interface CallBudget {
  readonly signal: AbortSignal;
  readonly meter: { requests: number; units: number };
}

/** Who a verified credential speaks for. A member of the staff need not be a customer. */
export interface Identity {
  readonly subject: string;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly customer: Customer | undefined;
}

export interface Login {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly customerId: string | undefined;
}

/** What the server asks of the stage it runs in, one verb each. */
export interface Backend {
  open(budget: CallBudget): Ports;
  identify(token: string, budget: CallBudget): Promise<Outcome<Identity>>;
  identifyByPassword(email: string, password: string, budget: CallBudget): Promise<Outcome<Identity>>;
  logIn(email: string, password: string, budget: CallBudget): Promise<Outcome<Login>>;
  logOut(token: string, budget: CallBudget): Promise<Outcome<true>>;
  /** Why the server cannot serve yet; empty when it can. */
  readiness(signal: AbortSignal): Promise<readonly string[]>;
  /** What a thrown error means for the caller. */
  failureCode(error: unknown): Extract<RejectionCode, "unavailable" | "deadline_exceeded" | "internal">;
}

/** One line of the log for each call: what happened, never what was said. */
export interface CallLine {
  readonly request_id: string;
  readonly call: string;
  readonly via: "rest" | "mcp" | "http";
  readonly client?: string | undefined;
  readonly customer?: string | undefined;
  readonly code: string;
  readonly status?: number | undefined;
  readonly ms: number;
  readonly db: number;
  readonly units: number;
  readonly replayed?: boolean | undefined;
}

export interface Journal {
  record(line: CallLine): void;
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
  /** Orders above this total, in minor units, are put to the person where the client can ask one; absent = never. */
  readonly confirmAboveMinor?: bigint | undefined;
}

export interface ServerDeps {
  readonly backend: Backend;
  readonly journal: Journal;
  readonly settings: Settings;
}
