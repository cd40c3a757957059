import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Door, type DoorName, doorNames, openDoor, ownHeaders } from "../support/doors.ts";
import { logIn, openStage, type Stage } from "../support/stage.ts";
import { newKey, signed } from "../support/tokens.ts";
import type { ParityCase } from "./parity-case.ts";
import { mcpCases } from "./parity-cases-mcp.ts";
import { restCases } from "./parity-cases-rest.ts";

const parityCases = [...mcpCases, ...restCases];

interface Told {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

const forged = signed(newKey(), { alg: "RS256", kid: "stranger" }, { sub: "nobody" });
const basic = (password: string): string => `Basic ${Buffer.from(`demo2@example.com:${password}`).toString("base64")}`;

/**
 * What no two requests share becomes a placeholder: ids made by chance, times, ports, tokens, cursors. DynamoDB keeps no order
 * in a map, so options are sorted.
 */
const settle = (text: string): string =>
  text
    .replace(/(options\\?":\{)([^}]*)/g, (_, start: string, inner: string) => start + inner.split(",").sort().join())
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<time>")
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
    .replace(/\b(ord|ret)-[0-9a-f]{20}\b/g, "<$1>")
    .replace(/127\.0\.0\.1:\d+/g, "<stand-in>")
    .replace(/ey[\w-]+\.ey[\w-]+\.[\w-]+/g, "<token>")
    .replace(/(next_cursor\\?":\\?")[\w.-]+/g, "$1<cursor>");

/** The whole table through one door, one after the other, in a shop of its own. */
async function runThrough(name: DoorName): Promise<Map<string, Told>> {
  const stage = await openStage();
  const door = await openDoor(name, stage.app);
  const staff = await logIn(stage.app, "staff@example.com", "Staff123!");
  const credentials = {
    customer: `Bearer ${await stage.tokenOf()}`,
    staff: `Bearer ${staff}`,
    nobody: undefined,
    forger: `Bearer ${forged}`,
    password: basic("Demo123!"),
    "wrong password": basic("Demo123?"),
  };
  const told = new Map<string, Told>();
  const answers: Record<string, unknown> = {};
  for (const one of parityCases) {
    const response = await door.fetch(`${door.url}${one.path}`, {
      method: one.method ?? "POST",
      headers: headersOf(one, credentials[one.as ?? "nobody"]),
      ...bodyOf(one, answers),
    });
    const text = await response.text();
    if (text.startsWith("{")) answers[one.name] = JSON.parse(text);
    told.set(one.name, { status: response.status, headers: ownHeaders(response), text: settle(text) });
  }
  await close(door, stage);
  return told;
}

const headersOf = ({ headers = {} }: ParityCase, authorization: string | undefined): Record<string, string> => ({
  ...(authorization !== undefined && { authorization }),
  ...headers,
});

function bodyOf({ body }: ParityCase, answers: Readonly<Record<string, unknown>>): { body?: string } {
  if (body === undefined) return {};
  const value = typeof body === "function" ? body(answers) : body;
  return { body: typeof value === "string" ? value : JSON.stringify(value) };
}

async function close(door: Door, stage: Stage): Promise<void> {
  await door[Symbol.asyncDispose]();
  await stage.stop();
}

describe("every request", () => {
  let told: Map<DoorName, Map<string, Told>>;

  beforeAll(async () => {
    told = new Map();
    for (const name of doorNames) told.set(name, await runThrough(name));
  });
  afterAll(() => {
    expect(new Set(parityCases.map(({ name }) => name)).size).toBe(parityCases.length);
    expect(parityCases.length).toBeGreaterThan(60);
  });

  it.each(parityCases)("is answered the same through every door: $name", ({ name, status }) => {
    const [first, ...others] = doorNames.map((door) => told.get(door)?.get(name));
    expect(first?.status, first?.text.slice(0, 500)).toBe(status);
    for (const other of others) expect(other).toEqual(first);
  });
});
