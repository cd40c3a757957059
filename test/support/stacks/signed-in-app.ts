import { connect, post, refresh, registerApp, statusOf } from "../oauth/app.ts";

type Json = any;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Does all that an app may do with the authorization server, and the person with the app. Answers what did not go well. */
export async function useAsApp(origin: string): Promise<string[]> {
  const problems: string[] = [];
  const expects = (what: string, status: number, wanted: number) => {
    if (status !== wanted) problems.push(`${what}: ${status} instead of ${wanted}`);
  };
  const discovery = await fetch(`${origin}/.well-known/oauth-authorization-server`);
  const { issuer }: Json = await discovery.json();
  if (issuer !== origin) problems.push(`The issuer is ${issuer}`);

  const app = await registerApp(origin);
  const tokens = await connect(origin, app);
  expects("a call with the app's token", await statusOf(origin, tokens.access_token), 200);
  const renewed = await refresh(origin, app, tokens.refresh_token);
  expects("a refresh", renewed.status, 200);
  const token = renewed.body.access_token;
  expects("a call with the refreshed token", await statusOf(origin, token), 200);
  const form = new URLSearchParams({ client_id: app.clientId, token: renewed.body.refresh_token });
  expects("a revocation", (await fetch(`${origin}/oauth/revoke`, { method: "POST", body: form })).status, 200);
  expects("a call with the revoked token", await statusOf(origin, token), 401);
  await endConnection(origin, await connect(origin, app), expects);
  return problems;
}

/** What the person can see and take back, with a sign-in of their own. */
async function endConnection(
  origin: string,
  { access_token: token }: { access_token: string },
  expects: (what: string, status: number, wanted: number) => void,
): Promise<void> {
  const login = await post(`${origin}/auth/login`, { email: "demo1@example.com", password: "Demo123!" });
  const { access_token: own }: Json = await login.json();
  const list = await fetch(`${origin}/auth/connections`, { headers: bearer(own) });
  expects("the connected apps", list.status, 200);
  const { connections }: Json = await list.json();
  const address = `${origin}/auth/connections/${connections[0].connection_id}`;
  const ended = await fetch(address, { method: "DELETE", headers: bearer(own) });
  expects("ending a connection", ended.status, 200);
  expects("a call after that", await statusOf(origin, token), 401);
}
