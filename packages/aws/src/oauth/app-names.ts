import { lazily } from "@shop/core";
import type { OAuthPorts } from "@shop/oauth";
import * as z from "zod";
import type { OAuthConfig } from "../config-oauth.ts";
import { ExpiringMap } from "../expiring-map.ts";

const rememberedMs = 3_600_000;
const remembered = 1000;

const registered = lazily(() => z.object({ client_name: z.string() }));

/** What apps call themselves, known beforehand or as registered; asked for once an hour. For the log alone: never fails. */
export function appNames({ find }: Pick<OAuthPorts, "find">, clients: OAuthConfig["clients"]) {
  const known = new Map(clients.map(({ clientId, name }) => [clientId, name]));
  const asked = new ExpiringMap<string>({ ttlMs: rememberedMs, max: remembered, now: Date.now });
  const look = async (clientId: string): Promise<string> => {
    const record = await find("client", clientId).catch(() => undefined);
    return registered().safeParse(record?.value).data?.client_name ?? "";
  };
  return async (clientId: string): Promise<string | undefined> => {
    const name = known.get(clientId) ?? asked.get(clientId) ?? (await look(clientId));
    if (!known.has(clientId)) asked.set(clientId, name);
    return name || undefined;
  };
}
