import { createHash, createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { createCluster } from "./search-cluster.ts";

const region = "us-west-2";
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" };

interface Sent {
  readonly url: URL;
  readonly method: string;
  readonly headers: Record<string, string | undefined>;
  readonly body: string | undefined;
}

/** A cluster at an address, and what it was sent. */
function clusterAt(endpoint: string, answer = new Response('{"took":1}', { status: 200 })) {
  const sent: Sent[] = [];
  const send: typeof fetch = async (url, init) => {
    const { method = "GET", headers, body } = init ?? {};
    sent.push({ url: new URL(String(url)), method, headers: headers as Record<string, string>, body: body as string });
    return answer.clone();
  };
  return { sent, cluster: createCluster({ endpoint, region, credentials, send }) };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();

/** Signature Version 4 as AWS describes it: IAM User Guide, "Create a signed AWS API request". */
function signatureOf({ url, method, headers, body = "" }: Sent): string {
  const authorization = headers["authorization"] ?? "";
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? "";
  const date = headers["x-amz-date"] ?? "";
  const scope = `${date.slice(0, 8)}/${region}/es/aws4_request`;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join("&");
  const lines = names.split(";").map((name) => `${name}:${headers[name]}\n`);
  const canonical = [method, url.pathname, query, lines.join(""), names, sha256(body)].join("\n");
  const secret = hmac(hmac(hmac(hmac("AWS4secret", date.slice(0, 8)), region), "es"), "aws4_request");
  const signature = hmac(secret, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

it("signs what it sends to Amazon OpenSearch Service: method, path, query, body and session", async () => {
  const { cluster, sent } = clusterAt(`https://search-shop-abc.${region}.es.amazonaws.com`);
  await cluster.askCluster({ method: "PUT", path: "/shop/_doc/1?if_seq_no=4&if_primary_term=1", body: { a: 1 } });
  await cluster.askCluster({ method: "GET", path: "/shop/_doc/1" });
  for (const one of sent) {
    expect(one.headers["authorization"]).toBe(signatureOf(one));
    expect(one.headers["authorization"]).toMatch(/SignedHeaders=[^,]*host;[^,]*x-amz-date;[^,]*x-amz-security-token/);
  }
  expect(sent.map(({ url, method }) => `${method} ${url.pathname}${url.search}`)).toEqual([
    "PUT /shop/_doc/1?if_seq_no=4&if_primary_term=1",
    "GET /shop/_doc/1",
  ]);
});

it("sends no credentials to any other host", async () => {
  for (const host of ["http://127.0.0.1:9200", "https://us-west-2.es.amazonaws.com.example.org"]) {
    const { cluster, sent } = clusterAt(host);
    await cluster.askCluster({ method: "GET", path: "/shop/_doc/1" });
    expect(Object.keys(sent[0]?.headers ?? {})).toEqual(["host"]);
  }
});

it("sends lines of JSON, each with its end, as x-ndjson, and an object as JSON", async () => {
  const { cluster, sent } = clusterAt("http://127.0.0.1:9200");
  await cluster.askCluster({ method: "POST", path: "/shop/_bulk", body: [{ index: { _id: "1" } }, { name: "Ü" }] });
  await cluster.askCluster({ method: "POST", path: "/shop/_search", body: { size: 1 } });
  expect(sent.map(({ headers, body }) => [headers["content-type"], body])).toEqual([
    ["application/x-ndjson", '{"index":{"_id":"1"}}\n{"name":"Ü"}\n'],
    ["application/json", '{"size":1}'],
  ]);
});

it("gives back any status, with what was said if anything", async () => {
  const refused = clusterAt("http://127.0.0.1:9200", new Response('{"error":{"type":"x"}}', { status: 409 }));
  expect(await refused.cluster.askCluster({ method: "GET", path: "/" })).toEqual({
    status: 409,
    body: { error: { type: "x" } },
  });
  const silent = clusterAt("http://127.0.0.1:9200", new Response(null, { status: 200 }));
  expect(await silent.cluster.askCluster({ method: "GET", path: "/" })).toEqual({ status: 200, body: {} });
});
