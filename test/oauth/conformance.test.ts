import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../../scripts/support/ports.ts";
import { openPlace } from "../../scripts/support/start-test-support.ts";
import { registerApp } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";

const program = fileURLToPath(
  new URL("../../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url),
);

/** Runs the official scenarios of authorization servers; a browser without a screen does the person's part. */
async function runScenarios(issuer: string, out: string) {
  const port = await freePort();
  const { clientId } = await registerApp(issuer, { redirect_uris: [`http://127.0.0.1:${port}/callback`] });
  const what = ["--url", issuer, "--client-id", clientId, "--resource", `${issuer}/mcp`, "-p", String(port), "-o", out];
  const child = spawn(process.execPath, [program, "authorization", ...what], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let walked: Promise<Response> | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => {
      said += text.toString();
      const [, asked] = /(http\S+\/oauth\/authorize\?\S+)[\s\S]*Callback server started/.exec(said) ?? [];
      if (asked) walked ??= walk(openBrowser(), asked).then((back) => fetch(back));
    });
  const [code] = (await once(child, "exit")) as [number];
  await walked;
  return { code, said };
}

const patience = 120_000;

it("npm start passes the official conformance scenarios of authorization servers", { timeout: patience }, async () => {
  const place = await openPlace();
  onTestFinished(place.end);
  await place.start();
  const out = mkdtempSync(join(tmpdir(), "conformance-"));
  const { code, said } = await runScenarios(place.url, out);
  expect(code, said).toBe(0);
  const files = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("checks.json"));
  const checks = files.flatMap(
    (file) => JSON.parse(readFileSync(join(out, file), "utf8")) as { id: string; status: string }[],
  );
  rmSync(out, { recursive: true, force: true });
  expect(checks.length).toBeGreaterThanOrEqual(3);
  expect(checks.filter(({ status }) => status !== "SUCCESS" && status !== "INFO")).toEqual([]);
});
