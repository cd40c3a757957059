import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** What a server of the protocol has to show, line by line, and the test that shows it: its file and its name. */
const checklist = `
1 | discovery: revisions, hints on caching, who it is | checklist-protocol | tells what it speaks and can do, and how long that may be kept
2 | tools/list: all of them, the same bytes, schemas, hints | checklist-protocol | lists thirteen tools in %s, the same bytes each time, with schemas that are ones
2 | the tools of the contract | test/contract/tools.test.ts | is published exactly as the contract says
3 | unknown method | checklist-protocol | answers a method that it does not know with 404 and -32601
4 | headers that repeat the body | checklist-protocol | refuses headers that are missing or say something else than the body, and reads a name in base64
5 | unknown revision | checklist-protocol | refuses a revision that it does not speak, and names those that it does
6 | the envelope of a request | checklist-protocol | wants to know what a client can do, and not who it is
7 | the handshake of earlier revisions | checklist-protocol | agrees with a client that opens with %s on %s
8 | initialized and ping | checklist-protocol | takes note of a client that is ready, and answers a ping where its revision has pings
9 | batches | checklist-protocol | answers a batch of 2025-03-26 with a batch
10 | other methods of HTTP | checklist-protocol | refuses every method but POST, and names it
11 | bodies that are none | checklist-protocol | refuses what is no JSON, no message or too large, without an id that nobody gave
12 | other origins | checklist-protocol | serves no page of another origin, and every program, which has none
12 | other names of this machine | packages/server/src/origin-guard.test.ts | refuses to be %s: a name that was rebound to this machine
13 | no sessions | checklist-protocol | knows no sessions in %s: it looks at no session id and gives none
14 | what a client accepts | checklist-protocol | answers JSON to who accepts %s
15 | answers by their schemas | clients-contract | answers, whatever the tool and the outcome, by the published schema and with the same JSON as text
15 | both addresses and REST | checklist-answers | answers the same on both addresses, in both eras and over REST
16 | wrong arguments, unknown tools | checklist-answers | says in %s which argument is wrong, to the model, and that there is no such tool, to the client
17 | errors of ours | checklist-answers | tells in %s nothing of an error but that there was one, and where to find it in the log
18 | sign-in | checklist-answers | asks in %s for a sign-in before each tool that needs one, and serves the others to everybody
19 | bad tokens | test/http/credentials.test.ts | refuses every token that is not one of this shop on %s
19 | tokens of other kinds | test/oauth/tokens.test.ts | of the same pool is refused: another app's, the sign-in page's, an ID token, a refresh token
19 | tokens that are over | test/oauth/tokens.test.ts | that no longer lasts, or never ends, is refused
20 | missing scope | test/http/credentials.test.ts | says insufficient_scope, and names the scopes, to an account that is not a customer
21 | protected resource metadata | packages/server/src/challenge.test.ts | describes the resource as RFC 9728 wants it
21 | authorization server metadata | test/oauth/metadata.test.ts | describes itself at %s
22 | signing in with the official libraries | test/oauth/clients.test.ts | $app goes from a search without a name to an order, and out again
23 | other customers | test/http/isolation.test.ts | answers for another customer's order exactly as for one that does not exist
24 | questions that were changed | confirmation | is refused when it was changed, is another customer's, or is no question at all
24 | questions that are over | confirmation | is over after ten minutes
24 | a yes used twice | confirmation | is good for one order
25 | clients that cannot ask | confirmation | is never asked when it cannot ask
25 | earlier revisions | confirmation | is never put over REST or in the 2025 era
26 | hanging up | checklist-answers | places an order whole whose client has hung up, in both eras
27 | too many calls | test/overload/limits.test.ts | a customer who calls too often is told when to come back, and nobody else is
27 | in the words of the protocol | test/overload/limits.test.ts | over MCP the refusal is a JSON-RPC error with the id of the request
28 | subscriptions | checklist-answers | ends a subscription at once: nothing of the shop's lists changes while it runs
29 | cards in clients that draw | product-cards | tells hosts in %s which tools are drawn and by which page, and gives them the page
29 | hostile products | product-cards | shows what a seller wrote as text: nothing of it runs, loads or reorders
30 | the official scenarios | conformance | pass for revision 2026-07-28, every one that it requires
30 | those of 2025-11-25 | conformance | pass for revision 2025-11-25, all but four that need sessions
30 | on what is shipped | conformance-bundle | passes, as it is shipped, the official scenarios of 2026-07-28 that bring no samples
31 | libraries | clients | orders for the customer whose token it carries
31 | programs, the Inspector strictly | clients-programs | lists the tools, searches without an account, and is told to sign in to order
32 | what is asked of the SDKs | asked-once | asks the SDKs once for each kind of request, whatever is called, and again for a new kind of client
32 | the multiples of a bare HTTP server | test/bench.test.ts | compares each subject's median with the baseline's of the same run
33 | SIGTERM | packages/container/src/drain.test.ts | finishes what is under way and says that all of it ended
33 | no new connections | packages/container/src/drain.test.ts | takes no new connection while it finishes the old ones
`;

const rows = checklist
  .trim()
  .split("\n")
  .map((row) => row.split(" | "))
  .map(([line = "", fact = "", file = "", test = ""]) => ({
    line: Number(line),
    fact,
    file: file.includes("/") ? file : `test/mcp/${file}.test.ts`,
    test,
  }));

describe("the checklist of the protocol", () => {
  it.each(rows)("line $line, $fact: a test shows it", ({ file, test }) => {
    expect(readFileSync(file, "utf8")).toContain(`"${test}"`);
  });

  it("has all its lines", () => {
    const lines = new Set(rows.map(({ line }) => line));
    expect([...lines].sort((a, b) => a - b)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1));
  });
});
