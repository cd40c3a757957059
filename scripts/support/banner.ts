import { paint } from "./paint.ts";

/** What a person needs to know to use the shop that has just started. */
export function banner({ url, dataDir, watch }: { url: string; dataDir: string; watch: boolean }): string {
  const row = (label: string, text: string) => `  ${paint("dim", label.padEnd(9))} ${text}`;
  const more = (text: string) => row("", text);
  return [
    "",
    `  ${paint("bold", "The shop is open")}  ${paint("cyan", url)}`,
    "",
    row(
      "MCP",
      `${paint("cyan", `${url}/mcp`)} ${paint("dim", "(your client opens a page to sign in, when a tool needs it)")}`,
    ),
    row("Connect", `claude mcp add --transport http shop ${url}/mcp`),
    more(`npx mcp-remote ${url}/mcp`),
    row("Sign in", `demo1@example.com … demo10@example.com / ${paint("bold", "Demo123!")}`),
    more(`staff@example.com / ${paint("bold", "Staff123!")}`),
    row("Apps", `${url}/oauth/apps ${paint("dim", "(what you have allowed, and how to end it)")}`),
    "",
    row("Try", `curl -s ${url}/tools/search_products -H 'Content-Type: application/json' \\`),
    more(`  -d '{"query": "laptop", "max_price": 1500}'`),
    row("Token", `curl -s ${url}/auth/login -H 'Content-Type: application/json' \\`),
    more(`  -d '{"email": "demo1@example.com", "password": "Demo123!"}'`),
    "",
    row("Data", `${dataDir} ${paint("dim", "(npm run reset empties it)")}`),
    ...(watch ? [row("Watching", "packages/*/src: the server restarts on each change")] : []),
    row("Stop", "Ctrl-C"),
    "",
  ].join("\n");
}
