import * as z from "zod";
import type { Customer } from "./customer/customer.ts";
import { invalidArgument } from "./invalid-argument.ts";
import { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
import { lazily } from "./lazily.ts";
import { lenient } from "./lenient.ts";
import type { Actor } from "./order/order.ts";
import type { Outcome } from "./outcome.ts";
import type { Ports } from "./ports.ts";

/** The program that makes a call on somebody's behalf. */
export interface Agent {
  /** OAuth client id the token was issued to. */
  readonly clientId?: string | undefined;
  readonly requestId: string;
  readonly channel: "mcp" | "rest";
  /** How far the person behind the agent has confirmed what it is about to do; absent where nobody can be asked. */
  readonly confirmation?: Confirmation | undefined;
}

/** A question put to the person behind an agent, and what came of it. */
export interface Confirmation {
  /** Orders above this total, in minor units, are put to the person. */
  readonly aboveMinor: bigint;
  /** What the person has said yes to, and the single-use id of that yes. */
  readonly given?: { readonly to: string; readonly id: string } | undefined;
}

/** What a customer tool is given besides the ports: who is calling, from the verified token only. */
export interface Caller {
  readonly customer: Customer;
  readonly agent: Agent;
}

/** Who this call acts for, as an order's or a return's history remembers it. */
export const actorOf = ({ customer, agent }: Caller, tool: string): Actor => ({
  kind: "customer",
  id: customer.customerId,
  clientId: agent.clientId,
  tool,
  requestId: agent.requestId,
});

/** What a staff tool is given besides the ports. */
export interface StaffCaller {
  readonly staff: { readonly subject: string };
  readonly agent: Agent;
}

/** Who this call of a staff tool acts for. */
export const staffActorOf = ({ staff, agent }: StaffCaller, tool: string): Actor => ({
  kind: "staff",
  id: staff.subject,
  clientId: agent.clientId,
  tool,
  requestId: agent.requestId,
});

export const shopScopes = ["shop:orders", "shop:reviews", "shop:returns"] as const;
export type Scope = (typeof shopScopes)[number] | "shop:staff";

/** One tool, as a door sees it. */
export type Tool =
  | AnyTool<"public", Ports & Pick<Caller, "agent">>
  | AnyTool<"customer", Ports & Caller>
  | AnyTool<"staff", Ports & StaffCaller>;

interface Published {
  readonly inputSchema: JsonSchema;
  readonly outputSchema: JsonSchema;
}

interface AnyTool<Access, Needs> extends Card, Published {
  readonly access: Access;
  /** Reads `args` leniently, checks them against the schema, then runs the handler: the only way in from outside. */
  call(args: unknown, needs: Needs): Promise<Outcome<Record<string, unknown>>>;
}

interface Card {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope?: Scope;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint?: boolean;
    readonly idempotentHint?: boolean;
    readonly openWorldHint: boolean;
  };
}

interface Definition<Input extends z.ZodObject, Output extends z.ZodObject, Needs> extends Card {
  /** Made when somebody first asks: a server that starts for one call needs the schemas of one tool. */
  input(): Input;
  /** What a successful answer holds besides `success`. */
  output(): Output;
  handler(input: z.output<Input>, needs: Needs): Promise<Outcome<z.output<Output>>>;
}

const errorFields = () => ({
  error: z.string(),
  code: z.string(),
  retryable: z.boolean(),
  hint: z.string(),
  details: z.looseObject({}),
});

/** Only `success` is required, so that a client which checks errors against the schema lets them through too. */
const publishedOutput = (output: z.ZodObject): JsonSchema =>
  jsonSchemaOf(
    z.object({ success: z.boolean(), ...output.partial().shape, ...z.object(errorFields()).partial().shape }),
  );

const define =
  <Access, Floor>(access: Access) =>
  <Input extends z.ZodObject, Output extends z.ZodObject, Needs extends Partial<Floor>>({
    input,
    output,
    handler,
    ...card
  }: Definition<Input, Output, Needs>) => {
    const schema = lazily(input);
    const inputSchema = lazily(() => jsonSchemaOf(schema()));
    const outputSchema = lazily(() => publishedOutput(output()));
    return {
      ...card,
      access,
      handler,
      get inputSchema() {
        return inputSchema();
      },
      get outputSchema() {
        return outputSchema();
      },
      async call(args: unknown, needs: Needs): Promise<Outcome<z.output<Output>>> {
        const parsed = schema().safeParse(lenient(args, inputSchema()), { reportInput: true });
        return parsed.success ? handler(parsed.data, needs) : invalidArgument(parsed.error.issues, inputSchema());
      },
    };
  };

/** A tool anyone may call. Its handler may know the way the call came, but cannot ask who is calling. */
export const publicTool = define<"public", Ports & Pick<Caller, "agent">>("public");

/** A tool only a signed-in customer may call. Its handler is given that customer. */
export const customerTool = define<"customer", Ports & Caller>("customer");

/** A tool only a member of the staff may call. Its handler is told who. */
export const staffTool = define<"staff", Ports & StaffCaller>("staff");
