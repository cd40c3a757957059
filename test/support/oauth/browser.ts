/** A browser without a screen: keeps cookies by host and path, follows no redirect by itself, fills in forms. */
export interface Browser {
  /** One request, with the cookies of its address. */
  open(url: string, init?: RequestInit): Promise<Response>;
  /** Sends the form of a page as a person would: with the page's origin. */
  submit(page: Shown, fields: Record<string, string>): Promise<Response>;
  readonly cookies: readonly Cookie[];
}

/** A page as it came. */
export interface Shown {
  readonly url: string;
  readonly text: string;
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

export function openBrowser(fetch: typeof globalThis.fetch = globalThis.fetch): Browser {
  let cookies: Cookie[] = [];

  const cookiesFor = ({ host, pathname }: URL): string =>
    cookies
      .filter(
        (one) =>
          one.host === host && (one.path === "/" || pathname === one.path || pathname.startsWith(`${one.path}/`)),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");

  function keep({ host }: URL, header: string): void {
    const [pair = "", ...attributes] = header.split(/; */);
    const at = pair.indexOf("=");
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? "/";
    const gone =
      value === "" || attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=thu, 01 jan 1970/i.test(one));
    cookies = cookies.filter((one) => one.host !== host || one.path !== path || one.name !== name);
    if (!gone) cookies.push({ host, path, name, value });
  }

  async function open(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address);
    const cookie = cookiesFor(url);
    const headers = new Headers(init.headers);
    headers.set("accept", "text/html,application/xhtml+xml");
    if (cookie) headers.set("cookie", cookie);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const header of response.headers.getSetCookie()) keep(url, header);
    return response;
  }

  return {
    open,
    submit(page, fields) {
      const { action, hidden } = formOf(page.text);
      const url = new URL(action, page.url).href;
      const { origin } = new URL(page.url);
      return open(url, { method: "POST", headers: { origin }, body: new URLSearchParams({ ...hidden, ...fields }) });
    },
    get cookies() {
      return cookies;
    },
  };
}

const unescaped = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))).replaceAll("&amp;", "&");

/** The first form of a page. */
function formOf(page: string) {
  const [, action = ""] = /<form[^>]* action="([^"]*)"/.exec(page) ?? [];
  const [form = ""] = /<form[\s\S]*?<\/form>/.exec(page) ?? [];
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return {
    action: unescaped(action),
    hidden: Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, unescaped(value)])),
  };
}

export interface Visit {
  readonly email?: string;
  readonly password?: string;
  readonly decision?: "allow" | "deny";
  /** Stops before the first address of which this is true, and answers it. */
  readonly stopAt?: (url: string) => boolean;
}

/** Does what a person does from the first page on; answers the address at the end, where the app waits. */
export async function walk(browser: Browser, start: string, visit: Visit = {}): Promise<string> {
  const own = new Set([new URL(start).host]);
  let at = { url: start, response: await browser.open(start) };
  for (let step = 0; step < maxSteps; step++) {
    const location = at.response.headers.get("location");
    if (location === null) {
      at = { ...at, response: await fillIn(browser, at, visit) };
      continue;
    }
    const url = new URL(location, at.url).href;
    if (isSignInPage(url)) own.add(new URL(url).host);
    if (visit.stopAt?.(url) || !own.has(new URL(url).host)) return url;
    at = { url, response: await browser.open(url) };
  }
  throw new Error(`The browser went round in circles, at last to ${at.url}`);
}

const maxSteps = 14;

/** Fills in the page that a person is looking at: the sign-in page, or the question before it. */
async function fillIn(browser: Browser, { url, response }: { url: string; response: Response }, visit: Visit) {
  const { email = "demo1@example.com", password = "Demo123!", decision = "allow" } = visit;
  const text = await response.text();
  if (response.status !== 200) throw new Error(`The browser stopped with ${response.status} at ${url}: ${text}`);
  return browser.submit({ url, text }, isSignInPage(url) ? { username: email, password } : { decision });
}

const isSignInPage = (url: string): boolean => /^\/(oauth2\/authorize|login)$/.test(new URL(url).pathname);
