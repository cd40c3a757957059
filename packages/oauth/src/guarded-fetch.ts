import { type LookupAddress, lookup } from "node:dns";
import { type RequestOptions, request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

interface Options {
  readonly resolve?: Resolve;
  /** For tests: what counts as public, and where to connect instead, trusting whom. */
  readonly isPublic?: typeof isPublicAddress;
  readonly connect?: Pick<RequestOptions, "host" | "port" | "ca">;
}

const patienceMs = 2500;
const maxBytes = 5 * 1024;

/**
 * Fetches a client's metadata document from the public internet and from nowhere else: https on its usual port, a name
 * and no address, every address that the name resolves to public, and the connection made to exactly those (a second
 * look at the name could answer otherwise). No redirect is followed, and little is read. Throws when refused.
 * Source: Client ID Metadata Document, draft 02, section 6.5; OWASP SSRF Prevention.
 */
export const createGuardedFetch =
  ({ resolve = resolveName, isPublic = isPublicAddress, connect = {} }: Options = {}) =>
  async (address: string): Promise<Response> => {
    const url = URL.parse(address);
    if (!url || !mayFetch(address)) throw new Error("The document's address is not allowed");
    const addresses = await resolve(url.hostname);
    if (addresses.length === 0 || !addresses.every((one) => isPublic(one.address)))
      throw new Error("The document's host is not on the public internet");
    return get({
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: { host: url.host, accept: "application/json" },
      lookup: answerWith(addresses),
      servername: url.hostname,
      agent: false,
      signal: AbortSignal.timeout(patienceMs),
      ...connect,
    });
  };

/** Whether an address is one that a metadata document may have: see `createGuardedFetch`. */
export function mayFetch(address: string): boolean {
  const url = URL.parse(address);
  if (url?.protocol !== "https:" || url.port || url.username || url.password || url.hash) return false;
  const { hostname, pathname } = url;
  // Node does not ask `lookup` about a literal address, so it would go unchecked. Names without a dot are local ones.
  const named = isIP(hostname.replace(/^\[|\]$/g, "")) === 0 && /\.[a-z][a-z0-9-]*$/i.test(hostname);
  return named && !/\.(local|localhost|internal|home\.arpa|onion|test)$/i.test(hostname) && pathname !== "/";
}

const resolveName: Resolve = async (hostname) => {
  const { promise, resolve, reject } = Promise.withResolvers<LookupAddress[]>();
  lookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  return promise;
};

/** A resolver for the connection that knows one answer: the addresses that have been checked. */
const answerWith =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_hostname, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family);
  };

async function get(options: RequestOptions): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const sent = request({ ...options, method: "GET" }, (incoming) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) incoming.destroy(new Error("The document is too large"));
      else chunks.push(chunk);
    });
    incoming.on("error", reject);
    incoming.on("end", () => {
      const headers = new Headers();
      for (const name of ["content-type", "cache-control", "expires"] as const)
        if (incoming.headers[name]) headers.set(name, incoming.headers[name]);
      resolve(new Response(Buffer.concat(chunks), { status: statusOf(incoming.statusCode), headers }));
    });
  });
  sent.on("error", reject);
  sent.end();
  return promise;
}

/** A status that a `Response` with a body may have; what it may not is no document either. */
const statusOf = (status = 500): number =>
  status >= 200 && status !== 204 && status !== 205 && status !== 304 ? status : 500;
