import { createHash, createHmac } from "node:crypto";
import type { ClusterPorts, ClusterRequest } from "@shop/search";
import { SignatureV4 } from "@smithy/signature-v4";

type Credentials = ConstructorParameters<typeof SignatureV4>[0]["credentials"];

/** A page of a search takes milliseconds, a batch of products a second or two. */
const timeoutMs = { search: 3000, other: 30_000 };

interface Options {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly send?: typeof fetch;
}

/**
 * An OpenSearch cluster over HTTP. Requests to a domain of Amazon OpenSearch Service are signed; those to another host
 * carry no credentials. **Not run on a live cluster.**
 */
export function createCluster({ endpoint, region, credentials, send = fetch }: Options): ClusterPorts {
  const { origin, hostname } = new URL(endpoint);
  const isOfAws = hostname.endsWith(`.${region}.es.amazonaws.com`);
  const signer = isOfAws ? new SignatureV4({ credentials, region, service: "es", sha256: Sha256 }) : undefined;
  return {
    async askCluster(request) {
      const url = new URL(request.path, origin);
      const unsigned = httpRequestOf(url, request);
      const { method, headers, body } = signer ? await signer.sign(unsigned) : unsigned;
      const signal = AbortSignal.timeout(url.pathname.endsWith("/_search") ? timeoutMs.search : timeoutMs.other);
      const response = await send(url, { method, headers, body, signal, redirect: "error" });
      const text = await response.text();
      return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
    },
  };
}

function httpRequestOf(url: URL, { method, body }: ClusterRequest) {
  const lines = Array.isArray(body);
  return {
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: {
      host: url.host,
      ...(body && { "content-type": lines ? "application/x-ndjson" : "application/json" }),
    },
    body: body && (lines ? body.map((line) => `${JSON.stringify(line)}\n`).join("") : JSON.stringify(body)),
  };
}

/** SHA-256 as the signer wants it: of a text, or keyed when it is given a secret. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("Each hash is used once");
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
