/** One request, and the status it must have through every door. */
export interface ParityCase {
  readonly name: string;
  readonly status: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Text as it is; anything else as JSON. A function is given the answers so far, by name. */
  readonly body?: unknown;
  readonly as?: "customer" | "staff" | "nobody" | "forger" | "password" | "wrong password";
}

export const laptop = "prod-e9075764";
export const json = { "content-type": "application/json" };
