import type { Input } from "./input.ts";
import type { Pool } from "./pool.ts";
import type { SignIn } from "./sign-in.ts";

/** What every operation is given beside its input. */
export interface Context {
  pool: Pool;
  signIn: SignIn;
}

/** One operation of the JSON API: input to output, or a thrown CognitoError. */
export type Operation = (input: Input, context: Context) => object | Promise<object>;

export type Operations = Readonly<Record<string, Operation>>;
