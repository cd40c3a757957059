import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { environmentNames, readConfig, tableDefinitions } from "@shop/aws";
import { refusals, staffTools, type Tool, tools } from "@shop/core";
import { describe, expect, it } from "vitest";
import { banner } from "../scripts/support/banner.ts";

/** Which test holds which line of docs/contract.md: words of the line, the file and the name of the test. */
const citations = `
opens the demo shop on port 8000 | test/start.test.ts | opens the demo shop, says how to use it, and closes all of it on Ctrl-C
the next start finds it | test/start.test.ts | keeps its data for the next start
holds the URLs of | test/start.test.ts | opens the demo shop, says how to use it, and closes all of it on Ctrl-C
is said in one line, and the exit code is 1 | test/start.test.ts | says in one line that a port is taken, and exits with 1
a data folder in use | test/start.test.ts | lets one shop at a time use a data folder
leaves no process behind | test/start.test.ts | leaves nothing behind when it is killed, and opens again
format, lint, types, unused code | test/guardrails.test.ts | passes a clean file
writes the demo shop over what is there | packages/local/src/load-shop.test.ts | writes over itself and leaves customers tied to their accounts
Tables are paid by request | packages/local/src/load-shop.test.ts | makes every table with its indexes, paid by request
makes the accounts of the demo shop | packages/local/src/demo-users.test.ts | may run again and keeps the same accounts
sign in as | packages/local/src/demo-users.test.ts | makes accounts that sign in, each tied to its customer
resumable, idempotent | packages/local/src/import-shop.test.ts | goes on where it was interrupted, and afterwards says that it has finished
never under a running server | test/reset.test.ts | empties the data folder, but not under a running server
walks the user guide | test/smoke.test.ts | finds every promise of the guide kept, and so again
as a ratio to a bare HTTP echo | test/bench.test.ts | compares each subject's median with the baseline's of the same run
bundles both doors | test/lambda/container-bundle.test.ts | starts in a plain environment, gets ready, and ends well when told to
completes the lockfile | test/lockfile.test.ts | locks the optional packages of every platform, without which npm ci refuses the lockfile
Node 24 that npm installs | test/lockfile.test.ts | pins every dependency of the root exactly
answers behind both doors | test/http/parity.test.ts | is answered the same through every door: $name
protected resource metadata | test/http/parity.test.ts | is answered the same through every door: $name
GET /health | test/faults/database-gone.test.ts | is not ready, but healthy
GET /ready | test/faults/database-gone.test.ts | is not ready, but healthy
with \`catalogue_as_of\` | test/faults/search-feed.test.ts | a feed that stops leaves searches as they were, tells of when they are, and never sells at the old price
access_token, token_type | test/http/guide.test.ts | walks the guide: search, login, order, review, history, return
JSON arguments in | test/http/guide.test.ts | walks the guide: search, login, order, review, history, return
ends the sign-in that | test/http/credentials-login.test.ts | ends a token at sign-out, at once, and leaves the customer's other sign-ins alone
or by \`Basic\` | test/http/credentials-login.test.ts | takes e-mail and password with each call, and refuses wrong ones on public tools too
Missing email or password | test/http/credentials-login.test.ts | asks for what is missing from a login
one and the same body | test/http/credentials-login.test.ts | tells a wrong password, an unknown, a disabled and an unconfirmed account not apart
an account is 429 | test/http/credentials-login.test.ts | answers the eleventh sign-in after ten failures with 429, Basic ones counted too, and nobody else's
MCP over Streamable HTTP | test/mcp/clients.test.ts | lists the tools, searches without an account, and is told to sign in to order
405 with | test/http/bad-input.test.ts | names the methods that an address takes
A body that is not JSON is 400 | test/http/bad-input.test.ts | refuses a body that is not what it should be on %s
the staff's tools, for accounts | test/shop/staff.test.ts | keeps %s from everybody but the staff
a page for browsers | packages/server/src/front-page.test.ts | tells people where to connect and what every tool does
Without credentials, public tools answer | test/http/credentials.test.ts | asks for a sign-in where a customer is needed and nobody is named, in a batch too
A credential that is not valid | test/http/credentials.test.ts | refuses every token that is not one of this shop on %s
is 403 \`insufficient_scope\` | test/http/credentials.test.ts | says insufficient_scope, and names the scopes, to an account that is not a customer
nothing of the error behind it | test/faults/database-hangs.test.ts | answers everybody within the deadline while the database hangs, and works again after
Pages of other origins are refused | packages/server/src/origin-guard.test.ts | refuses pages of %j
are published exactly | test/contract/tools.test.ts | is published exactly as the contract says
fits its published \`outputSchema\` | test/mcp/clients-contract.test.ts | answers, whatever the tool and the outcome, by the published schema and with the same JSON as text
MCP \`concise\` | test/shop/reading.test.ts | keeps no address, no digits of a card and no addresses of pictures in what an agent reads by default
\`*_minor\` are exact | test/shop/reading.test.ts | answers in detail over REST by default: pictures, exact prices and dates
at most 4 KB | test/shop/reading.test.ts | keeps every search page of ten for an agent under 4096 bytes, whatever is searched for
no answer more than 25 KB | test/shop/reading.test.ts | keeps every answer of the demo shop under 25 KB, in detail and fifty at a time
Idempotent-Replayed | packages/server/src/respond.test.ts | says in a header too that it is a replay
above 50 counts as 50 | test/http/bad-input-arguments.test.ts | takes numbers written as text, and a limit above the maximum as the maximum
is refused by its name | packages/core/src/invalid-argument.test.ts | by its name, when there is no such argument
Product pages and the shop's texts | test/mcp/content.test.ts | lists the texts and the products to everybody, a page at a time, each once
tells the window that the shop is set to | test/mcp/content.test.ts | tells the return policy that the shop is set to
Three prompts | packages/core/src/content/prompt.test.ts | asks before it orders or sends anything back
official conformance suite | test/mcp/conformance.test.ts | pass for revision 2026-07-28, every one that it requires
**Money** | packages/core/src/money.test.ts | is exact for quantities to 100 and every 7th price to 1,000 in every currency
**An order is one transaction** | test/http/contention.test.ts | sells fifty of two hundred asked for at once, and not one more
**A retry** | test/http/contention.test.ts | replays an order after its product changed its price, sold out and was delisted
**The same key** | test/http/contention.test.ts | refuses the same key for something else, and keeps one customer's keys apart from another's
**Without a key over MCP** | test/http/contention.test.ts | asks before a second order of the same thing within minutes over MCP, and never over REST
**Never more** | test/http/contention.test.ts | takes back three units of a line of three, however many ask at once
**A large order** | test/mcp/confirmation.test.ts | is asked once above the threshold, and places one order when the person accepts
**A daily limit** | test/shop/spend-limit.test.ts | is never passed by twenty orders at once
**States of an order** | test/shop/orders.test.ts | takes every allowed step of a %s order and refuses every other, naming the allowed ones
**\`allowed_actions\`** | test/shop/orders.test.ts | tells in an order's actions exactly what trying would answer
**Lines keep** | test/shop/orders.test.ts | keeps name, options and price as they were when the product changes later
**Until it ships** | test/shop/orders-update.test.ts | refuses an update of nothing, of a shipped order and of somebody else's
**A review** | test/shop/reviews.test.ts | needs a purchase that was not cancelled, by that customer
**\`verified_purchase\`** | test/shop/reviews.test.ts | is verified once the order is delivered
**One review** | test/shop/reviews.test.ts | takes one review of a customer and product, and replaces it on request
**Ratings** | test/shop/reviews.test.ts | keeps the product's rating equal to its reviews through many changes at once
**A return** | test/shop/returns.test.ts | counts the window by category from delivery, and returns what is still within it
**A repeated return** | test/shop/returns.test.ts | answers a repeated return with the one that exists and how far it has come
**States of a return** | test/shop/returns-staff.test.ts | takes every allowed step of a %s return and refuses every other
**Receiving** | test/shop/returns-staff.test.ts | restocks the good part only, refunds what arrived and gives back what did not
**An exchange** | test/shop/orders-exchange.test.ts | sends the replacement once the old goods are back and paid for, at the price that was stated
**The customer** | test/http/isolation.test.ts | takes the customer from the token alone: headers, query and cookies name nobody
**Another customer's** | test/http/isolation.test.ts | answers for another customer's order exactly as for one that does not exist
**Text of customers** | test/shop/reviews-reading.test.ts | tells what a customer wrote in get_product_reviews and nowhere else over %s
**Cursors** | test/stores/cursors.test.ts | refuses a cursor that is not one of this very list
**\`next_cursor\`** | test/stores/cursors.test.ts | tells no more than there is when a page ends exactly with the list
They are checked when it starts | packages/aws/src/config.test.ts | lists every problem at once, one line for each variable, and nothing of what was set
Nothing but | packages/aws/src/config.test.ts | needs three variables; the guide's defaults stand for the rest
The demo shop has 50 products | packages/local/src/demo/shop.test.ts | has 50 products, 10 customers, 50 orders, 50 reviews and 7 returns
Its products are 20 | packages/local/src/demo/shop.test.ts | are 20 Electronics, 10 Clothing, 10 Home and 10 Books
Its dates are relative | packages/local/src/demo/shop.test.ts | each have a delivered order inside the return window with nothing returned, cust-001 several
`;

/** Commands without a test: what runs the tests cannot be run by one, and the watch is tried by hand. */
const uncited = ["`npm test`", "`npm run dev`"];

const read = (file: string): string => readFileSync(file, "utf8");
const [readme, contract] = [read("README.md"), read("docs/contract.md")];
const pages = [...globSync("*.md"), ...globSync("docs/**/*.md")];

const cited = citations
  .trim()
  .split("\n")
  .map((line) => line.split(" | "))
  .map(([quote = "", file = "", test = ""]) => ({ quote, file, test }));

/** The rows of the tables whose first column says `first`, without their heads, a list of cells each. */
function rowsOf(page: string, first: string): string[][] {
  const tables = page.split(/\n{2,}/).filter((block) => RegExp(`^\\| ${first} +\\|`).test(block));
  return tables
    .flatMap((table) => table.trim().split("\n").slice(2))
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((c) => c.trim()),
    );
}
const bare = (cell: string | undefined): string => (cell ?? "").replaceAll("`", "");

const audience = ({ access }: Tool): string => (access === "public" ? "anyone" : access);
const registry = [...tools, ...staffTools];

describe("the contract", () => {
  it.each(cited)("$quote: $test", ({ quote, file, test }) => {
    expect(contract).toContain(quote);
    expect(read(file)).toContain(`"${test}"`);
  });

  it("has a test for every line of it", () => {
    const [promises = ""] = contract.split("## Not promised yet");
    const lines = promises.split("\n").filter((line) => /^(- |\| `(npm|GET|POST))/.test(line));
    const held = [...cited.map(({ quote }) => quote), ...uncited];
    expect(lines.length).toBeGreaterThan(70);
    expect(lines.filter((line) => !held.some((quote) => line.includes(quote)))).toEqual([]);
  });

  it("lists every refusal with its status, and whether a retry may help", () => {
    const listed = rowsOf(contract, "code").map(([code, status, retryable]) => [bare(code), Number(status), retryable]);
    const known = Object.entries(refusals).map(([code, refusal]) => [
      code,
      refusal.status,
      refusal.retryable ? "yes" : "no",
    ]);
    expect(listed).toEqual(known);
  });

  it("lists every tool with who may call it and under which scope", () => {
    const listed = rowsOf(contract, "tool").map(([name, who, scope]) => [bare(name), who, bare(scope)]);
    expect(listed).toEqual(registry.map((tool) => [tool.name, audience(tool), tool.scope ?? ""]));
  });

  it("lists every table with its key and its indexes", () => {
    const listed = rowsOf(contract, "table").map(([name, key, indexes]) => [name, key, indexes].map(bare));
    const known = Object.entries(tableDefinitions).map(([name, { key, indexes }]) => [
      name,
      key.hash,
      Object.keys(indexes).join(", "),
    ]);
    expect(listed).toEqual(known);
  });
});

describe("the README", () => {
  it("lists every tool with who may call it", () => {
    const listed = rowsOf(readme, "tool").map(([name, who]) => [bare(name), who]);
    expect(listed).toEqual(registry.map((tool) => [tool.name, audience(tool)]));
  });

  it("lists every variable of the environment, and the defaults are what happens without", () => {
    const listed = rowsOf(readme, "variable").map(([name, value]) => [bare(name), bare(value)] as const);
    expect(listed.map(([name]) => name)).toEqual(environmentNames);
    const required = Object.fromEntries(
      listed.flatMap(([name, value]) => (value.startsWith("required") ? [[name, value.split(" ").at(-1)]] : [])),
    );
    const given = Object.fromEntries(listed.filter(([name, value]) => value !== "" && !(name in required)));
    expect(readConfig({ ...required, ...given })).toEqual(readConfig(required));
  });
});

/** The blocks of code of a page, in one language. */
const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text = ""]) => (of === language ? [text] : []));

describe("connecting a client", () => {
  const address = "http://localhost:8000/mcp";
  const connecting = readme.slice(readme.indexOf("## Connect a client"), readme.indexOf("## Tools"));
  const [byBrowser = "", byHeader = ""] = connecting.split("### Without a browser");

  it("by signing in takes the address alone, and comes first", () => {
    const servers = blocksOf(byBrowser, "json").map((block) => {
      const { mcpServers, servers = mcpServers } = JSON.parse(block);
      return servers.shop;
    });
    expect(servers).toEqual([
      { command: "npx", args: ["-y", "mcp-remote", address] },
      { type: "http", url: address },
      { url: address },
    ]);
    expect(blocksOf(byBrowser, "")).toEqual([`claude mcp add --transport http shop ${address}\n`]);
    expect(byBrowser).not.toMatch(/header|Bearer|Basic/);
    expect(byHeader).toContain("--header");
  });

  it("by a header names credentials of the demo shop", () => {
    const [, basic = ""] = /"Basic ([\w=]+)"/.exec(byHeader) ?? [];
    expect(Buffer.from(basic, "base64").toString()).toBe("demo1@example.com:Demo123!");
  });

  it("is told in the words of the banner", () => {
    const [shown = ""] = /^ {2}The shop is open[\s\S]*?^ {2}…$/m.exec(readme) ?? [];
    const said = banner({ url: "http://localhost:8000", dataDir: ".local", watch: false });
    const lines = shown.split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThan(8);
    expect(said.split("\n")).toEqual(expect.arrayContaining(lines));
  });

  it.each(pages)("%s shows JSON that is JSON", (page) => {
    for (const block of blocksOf(read(page), "json")) expect(() => JSON.parse(block)).not.toThrow();
  });
});

describe("the pages", () => {
  it.each(pages)("%s names commands, files and headings that exist", (page) => {
    const text = read(page);
    const { scripts } = JSON.parse(read("package.json"));
    const commands = [...text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:-]+)/g)].map(([, name = ""]) => name);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    for (const [, path = "", anchor] of links) {
      const target = path === "" ? page : join(dirname(page), path);
      expect(existsSync(target), `${page} links to ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(read(target)), `${page} links to ${target}`).toContain(anchor);
    }
  });
});

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s/g, "-"),
  );
