import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What to do with one request to the database: let it through, perhaps later, refuse it, or do it and lose the answer. */
export type Fault =
  | { readonly kind: "pass"; readonly after?: Promise<unknown> }
  | { readonly kind: "lose" }
  | { readonly kind: "refuse"; readonly status?: number; readonly type: string; readonly more?: object };

export interface FaultyDatabase {
  readonly url: string;
  /** Requests by operation since the last `forget`: `{ Query: 4, Scan: 0 }`. */
  readonly counts: Record<string, number>;
  /** Decides what happens to a request; `attempt` counts those of its operation, from 1. */
  meddle: (operation: string, attempt: number, body: string) => Fault;
  forget(): void;
  stop(): Promise<void>;
}

const pass: Fault = { kind: "pass" };

/** Stands between a server and its database engine: counts what is asked and does harm on the way. */
export async function openFaultyDatabase(engineUrl: string): Promise<FaultyDatabase> {
  const counts: Record<string, number> = {};
  const server = createServer((incoming, outgoing) => {
    void readAll(incoming).then(async (body) => {
      const operation = String(incoming.headers["x-amz-target"]).split(".").at(-1) ?? "";
      counts[operation] = (counts[operation] ?? 0) + 1;
      const fault = database.meddle(operation, counts[operation], body.toString());
      if (fault.kind === "pass") await fault.after;
      if (fault.kind === "refuse") refuse(outgoing, fault);
      else forward({ engineUrl, incoming, outgoing, body, lose: fault.kind === "lose" });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const database: FaultyDatabase = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    meddle: () => pass,
    forget() {
      for (const operation of Object.keys(counts)) delete counts[operation];
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return database;
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refuse(outgoing: ServerResponse, { status = 400, type, more }: Extract<Fault, { kind: "refuse" }>): void {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "A fault of the test", ...more };
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
}

interface Forwarding {
  readonly engineUrl: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
  /** The engine does as it is asked, but its answer never arrives. */
  readonly lose: boolean;
}

function forward({ engineUrl, incoming, outgoing, body, lose }: Forwarding): void {
  const { method, url, headers } = incoming;
  const onward = request(new URL(url ?? "/", engineUrl), { method, headers }, (answer) => {
    void readAll(answer).then((content) => {
      if (lose) outgoing.destroy();
      else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
    });
  });
  onward.on("error", () => outgoing.destroy());
  onward.end(body);
}

/** A transaction that lost: one reason for each of its actions. */
export const canceled = (...codes: readonly string[]): Fault => ({
  kind: "refuse",
  type: "TransactionCanceledException",
  more: {
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
  },
});
