import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readEndpoints } from "./support/endpoints.ts";
import { paint } from "./support/paint.ts";
import { mcpPromises } from "./support/smoke-mcp.ts";
import { openPromises } from "./support/smoke-open.ts";
import { orderPromises } from "./support/smoke-orders.ts";
import { type Promised, SmokeShop } from "./support/smoke-shop.ts";
import { signInPromises } from "./support/smoke-sign-in.ts";

const promises = [...openPromises, ...signInPromises, ...orderPromises, ...mcpPromises];

function openShop(): SmokeShop {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      email: { type: "string", default: "demo1@example.com" },
      password: { type: "string", default: "Demo123!" },
    },
  });
  const url = positionals[0] ?? readEndpoints(resolve(process.env["DATA_DIR"] || ".local"))?.server;
  if (url === undefined) throw new Error("No server is running here: npm start one, or name one: npm run smoke -- URL");
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Error(`${url} is not the URL of a server.`);
  return new SmokeShop(url, values);
}

/** Checks one promise, prints how it went, and says whether it was kept. */
async function keeps(shop: SmokeShop, { name, check }: Promised): Promise<boolean> {
  shop.remark = undefined;
  try {
    await check(shop);
    const { remark } = shop;
    console.log(`${paint("green", "✓")} ${name}${remark ? paint("dim", ` (${remark})`) : ""}`);
    return true;
  } catch (error) {
    console.log(`${paint("red", "✗")} ${name}\n    ${paint("red", reason(error))}`);
    return false;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message.split("\n").slice(0, 6).join("\n    ")}${cause}`;
}

async function main(): Promise<void> {
  const shop = openShop();
  console.log(`The user guide, promise by promise, against ${paint("cyan", shop.url)}\n`);
  let kept = 0;
  for (const promised of promises) if (await keeps(shop, promised)) kept += 1;
  const broken = promises.length - kept;
  console.log(`\n${kept} of ${promises.length} promises kept${broken > 0 ? `, ${broken} broken` : ""}.`);
  process.exitCode = broken > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
