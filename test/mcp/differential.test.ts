import { isLegacyRequest } from "@modelcontextprotocol/server";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openProduct, openSdks, type Told } from "../support/mcp/plain-shop.ts";
import { request, type Sent } from "../support/mcp/requests.ts";

const runs = Number(process.env["DIFFERENTIAL_RUNS"] ?? 2000);

interface Difference {
  readonly reason: string;
  readonly concerns: (sent: Sent, sdk: Told) => boolean;
  /** What the product answers instead. */
  readonly instead: Partial<Told>;
}

/** Where the product answers otherwise than the SDKs on purpose. Everything else is the same. */
const differences: readonly Difference[] = [
  {
    reason: "Strangers learn at the level of HTTP that they have to sign in: a client knows then what to do.",
    concerns: ({ headers, text }) => headers["authorization"] === undefined && callsFor("get_my_profile", text),
    instead: { status: 401, challenge: expect.stringContaining("resource_metadata=") },
  },
];

const callsFor = (name: string, text: string): boolean =>
  [JSON.parse(text)].flat().some((message) => message?.method === "tools/call" && message.params?.name === name);

const told = new Set<string>();
const product = openProduct();
const sdks = openSdks();

async function compare(sent: Sent): Promise<void> {
  const asked = new Request("http://localhost/mcp", { method: "POST", headers: sent.headers, body: sent.text });
  const era = (await isLegacyRequest(asked)) ? "legacy" : "modern";
  const sdk = await sdks(sent, era);
  const first = await product(sent);
  // By now the product may have learnt the kind: it answers from what it remembers.
  const again = await product(sent);
  told.add(`${era} ${sdk.status}`);
  const deliberate = differences.find(({ concerns }) => concerns(sent, sdk));
  const expected = deliberate ? expect.objectContaining(deliberate.instead) : sdk;
  expect(first, "at first").toEqual(expected);
  expect(again, "again").toEqual(expected);
}

/** What once was taken for alike: a client that says nothing of itself, and one that says null. */
const alike: [Sent][] = [{}, { "io.modelcontextprotocol/clientInfo": null }].map((info) => {
  const version = "2026-07-28";
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientCapabilities": {},
    ...info,
  };
  const body = { jsonrpc: "2.0", id: 0, method: "tools/list", params: { _meta: envelope } };
  const headers = { "content-type": "application/json", "mcp-protocol-version": version, "mcp-method": "tools/list" };
  return [{ headers, text: JSON.stringify(body) }];
});

it("answers every request as the SDKs would, from memory too", async () => {
  await fc.assert(fc.asyncProperty(request, compare), { examples: alike, numRuns: runs });
}, 600_000);
