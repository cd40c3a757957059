import type { Browser, Frame, Page } from "playwright-core";

/** A message of the view protocol, as the host has heard it. */
interface Heard {
  readonly id?: number;
  readonly method?: string;
  readonly params?: any;
  readonly result?: unknown;
}

/** A host that draws: a page with the cards in a sandboxed frame, as MCP Apps has it. */
export interface CardHost {
  readonly page: Page;
  readonly view: Frame;
  /** What left the page for the network; what a policy has stopped did not. */
  readonly requests: readonly string[];
  /** Sends a message to the cards. */
  send(message: object): Promise<void>;
  heard(): Promise<readonly Heard[]>;
  /** Waits for the first message that has these fields. */
  hear(fields: Heard): Promise<Heard>;
}

const context = {
  protocolVersion: "2026-01-26",
  hostInfo: { name: "test-host", version: "1.0.0" },
  hostCapabilities: {},
};

/** The host itself. It sends nothing before the view says that it is ready, and gives the frame the height it asks for. */
const hostPage = (colorScheme: string) => `<!doctype html><html lang="en"><body style="margin:0">
<iframe title="Products" sandbox="allow-scripts" style="width:100%;height:90px;border:0;display:block"></iframe>
<script>
  const frame = document.querySelector("iframe");
  window.heard = [];
  window.tell = (message) => frame.contentWindow.postMessage({ jsonrpc: "2.0", ...message }, "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== frame.contentWindow) return;
    window.heard.push(data);
    const result = { ...${JSON.stringify(context)}, hostContext: { theme: "${colorScheme}", locale: "en-US" } };
    if (data.method === "ui/initialize") window.tell({ id: data.id, result });
    if (data.method === "ui/notifications/size-changed") frame.style.height = data.params.height + "px";
  });
</script></body></html>`;

/** Opens the host, puts the page into its frame and waits for the end of the handshake. */
export async function openCardHost(browser: Browser, html: string, colorScheme: "light" | "dark"): Promise<CardHost> {
  const page = await (await browser.newContext({ viewport: { width: 760, height: 560 } })).newPage();
  const requests: string[] = [];
  await page.route("**/*", (route) => {
    requests.push(route.request().url());
    return route.abort();
  });
  await page.setContent(hostPage(colorScheme));
  const hear = async (fields: Heard) => {
    const found = await page.waitForFunction((wanted) => {
      const has = (message: any) => Object.entries(wanted).every(([key, value]) => message[key] === value);
      return (globalThis as any).heard.find(has);
    }, fields);
    return found.jsonValue();
  };
  await page.locator("iframe").evaluate((frame, text) => frame.setAttribute("srcdoc", text), html);
  await hear({ method: "ui/notifications/initialized" });
  const view = page.frames()[1];
  if (!view) throw new Error("The host has no frame");
  return {
    page,
    view,
    requests,
    send: (message) => page.evaluate((given) => (globalThis as any).tell(given), message),
    heard: () => page.evaluate(() => (globalThis as any).heard),
    hear,
  };
}
