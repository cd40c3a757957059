const named = /^\/(mcp(\/staff)?|auth\/(login|logout|connections)|health|ready|)$/;

/** Method and kind of address: one name for all requests of a kind, and nothing that a caller chose. */
export function routeName(method: string, pathname: string): string {
  const verb = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/.test(method) ? method : "OTHER";
  return `${verb} ${kindOf(pathname)}`;
}

function kindOf(pathname: string): string {
  if (named.test(pathname)) return pathname;
  const [, folder] = /^(\/tools|\/staff\/tools|\/auth\/connections|\/oauth|\/\.well-known)\/./.exec(pathname) ?? [];
  return folder ? `${folder}/*` : "other";
}
