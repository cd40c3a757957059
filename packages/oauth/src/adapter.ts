import type { Adapter, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import { lifetimes } from "./lifetimes.ts";
import type { OAuthPorts, RecordKind } from "./ports.ts";

const kinds: Readonly<Record<string, RecordKind>> = {
  Client: "client",
  Interaction: "interaction",
  AuthorizationCode: "code",
  RefreshToken: "refresh-token",
  Grant: "grant",
};

/** What the adapter needs besides the records: the refresh token that follows another, and the clock. */
export interface AdapterDeps {
  readonly ports: OAuthPorts;
  readonly successorOf: (tokenId: string) => Promise<string>;
  readonly now: () => number;
  readonly onReuse: (what: "code" | "refresh_token") => void;
}

/**
 * The library's storage, over ours. What it leaves to its adapter is decided here: a code, an interaction and a refresh
 * token are used by exactly one of all who present them, and a second use ends the grant (RFC 9700 section 4.14.2).
 */
export const createAdapter =
  (deps: AdapterDeps) =>
  (model: string): Adapter => {
    const kind = kinds[model];
    if (kind === undefined) return nothing;
    const adapter = recordsOf(deps, kind);
    if (kind === "refresh-token") return { ...adapter, ...refreshTokens(deps) };
    if (kind === "code") return { ...adapter, consume: (id) => useCode(deps, id) };
    if (kind === "interaction") return { ...adapter, destroy: (id) => endInteraction(deps, id) };
    return kind === "grant" ? { ...adapter, destroy: (id) => deps.ports.endGrant(id) } : adapter;
  };

/** Sessions are not kept: there is no single sign-on here, every request signs in anew. */
const nothing: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  // Every use of a token reads its grant again, so ending the grant ends them all.
  revokeByGrantId: async () => undefined,
};

const recordsOf = ({ ports, now }: AdapterDeps, kind: RecordKind): Adapter => ({
  ...nothing,

  /** The id is the secret: it is not kept with the rest. */
  async upsert(id, { jti: _, ...payload }, expiresIn) {
    await ports.keep(kind, id, payload, now() + lifeOf(kind, expiresIn));
  },

  async find(id) {
    const found = await ports.find(kind, id);
    if (!found) return undefined;
    const payload = found.value as AdapterPayload;
    return { ...payload, ...(kind !== "client" && { jti: id }), ...(found.used && { consumed: true }) };
  },

  destroy: (id) => ports.forget(kind, id),
});

/** Clients come without an end of their own. */
const lifeOf = (kind: RecordKind, expiresIn: number | undefined): number =>
  kind === "client" ? lifetimes.client : (expiresIn ?? lifetimes.grant);

async function useCode({ ports, onReuse }: AdapterDeps, id: string): Promise<void> {
  if (await ports.use("code", id)) return;
  const grantId = grantOf((await ports.find("code", id))?.value);
  if (grantId) await ports.endGrant(grantId);
  onReuse("code");
  throw new errors.InvalidGrant("authorization code already used");
}

/** A finished interaction yields one code, however often its last step is asked for. */
async function endInteraction({ ports }: AdapterDeps, id: string): Promise<void> {
  if (!(await ports.take("interaction", id))) throw new errors.SessionNotFound("interaction already finished");
}

const refreshTokens = (deps: AdapterDeps): Pick<Adapter, "upsert" | "find" | "consume"> => {
  const { ports, successorOf, now, onReuse } = deps;
  const records = recordsOf(deps, "refresh-token");
  return {
    async upsert(id, payload, expiresIn) {
      await records.upsert(id, payload, expiresIn);
      // Later ones are put in their place by the rotation itself, before they are written.
      if (!payload["rotations"] && payload.grantId)
        await ports.startFamily(payload.grantId, id, now() + lifeOf("refresh-token", expiresIn));
    },

    async find(id) {
      const payload = await records.find(id);
      if (!payload?.grantId) return undefined;
      const standing = await ports.standingOf(payload.grantId, id);
      if (standing !== "reused") return payload;
      onReuse("refresh_token");
      // Told that it has been used, the library ends the grant.
      return { ...payload, consumed: true };
    },

    async consume(id) {
      const grantId = grantOf((await ports.find("refresh-token", id))?.value);
      if (!grantId) throw new errors.InvalidGrant("refresh token not found");
      const to = await successorOf(id);
      const standing = await ports.rotate({ grantId, from: id, to, graceUntil: now() + lifetimes.grace });
      if (standing !== "reused") return;
      onReuse("refresh_token");
      await ports.endGrant(grantId);
      throw new errors.InvalidGrant("refresh token already used");
    },
  };
};

const grantOf = (value: unknown): string | undefined => {
  const grantId = (value as { grantId?: unknown } | undefined)?.grantId;
  return typeof grantId === "string" ? grantId : undefined;
};
