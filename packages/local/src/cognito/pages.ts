import type { HttpReply } from "./http.ts";

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
  main { width: min(22rem, 90vw); padding: 2rem; border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: 12px; }
  h1 { margin: 0 0 1rem; font-size: 1.35rem; }
  label { display: block; margin: 0 0 1rem; font-weight: 600; }
  input { display: block; box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .6rem; font: inherit; border: 1px solid GrayText; border-radius: 6px; }
  button { width: 100%; padding: .7rem; font: inherit; font-weight: 600; color: #fff; background: #0b57d0; border: 0; border-radius: 6px; cursor: pointer; }
  [role=alert] { padding: .6rem; border-left: 4px solid #b3261e; background: color-mix(in srgb, #b3261e 12%, Canvas); }
  footer { margin-top: 1.5rem; font-size: .85rem; color: GrayText; }
`;

// No form-action: browsers apply it to the whole chain of redirects after signing in, which ends at other sites.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy,
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** The sign-in page; its form posts back to the same authorization request. */
export function signInPage(form: { action: string; csrf: string; error?: string; username?: string }): string {
  const alert = form.error ? `<p role="alert">${escapeHtml(form.error)}</p>` : "";
  return page(
    "Sign in",
    `${alert}<form method="post" action="${escapeHtml(form.action)}">
<input type="hidden" name="_csrf" value="${escapeHtml(form.csrf)}">
<label>Email <input name="username" type="email" autocomplete="username" required value="${escapeHtml(form.username ?? "")}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>`,
  );
}

export function errorPage(message: string): string {
  return page("Something went wrong", `<p role="alert">${escapeHtml(message)}</p>`);
}

export function html(status: number, body: string, more: HttpReply["headers"] = {}): HttpReply {
  return { status, headers: { ...headers, ...more }, body };
}

/** Text made safe for HTML content and for quoted attributes. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${content}<footer>Local stand-in for Amazon Cognito, for development only.</footer></main></body></html>
`;
}
