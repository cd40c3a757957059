import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStage, type Stage } from "../support/stage.ts";
import { kinds, startCollector } from "../support/telemetry/collector.ts";
import { type DoorProcess, startContainer } from "../support/telemetry/door-process.ts";
import { requestOf, traceOf, traceparent } from "../support/telemetry/requests.ts";

const laptop = "prod-e9075764";
const parentSpan = "00f067aa0ba902b7";
const tellLoaded = fileURLToPath(new URL("../support/telemetry/tell-loaded.mjs", import.meta.url));

let stage: Stage;
let token: string;

beforeAll(async () => {
  stage = await openStage();
  token = await stage.tokenOf();
});
afterAll(() => stage.stop());

const lines = (door: DoorProcess) => door.output().flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));

async function traced(more: Record<string, string> = {}, options: { hang?: boolean } = {}) {
  const collector = await startCollector(options);
  const door = await startContainer({ ...stage.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...more });
  return { collector, door };
}

it("continues the trace of a request: its span, the tool's and the database's, with nothing of what was said", async () => {
  const { collector, door } = await traced({ OTEL_TRACES_SAMPLER_ARG: "0" });
  const args = { product_id: laptop, idempotency_key: "traced-once" };
  const answer = await door.send(requestOf("rest", { tool: "order_product", args, token, headers: traceparent(1) }));
  expect(answer.body).toMatchObject({ success: true });
  await door.send({ method: "GET", path: "/health", headers: traceparent(1) });
  await door.stop();
  collector.stop();

  const { spans } = collector;
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceOf(1)]));
  const [request] = spans.filter(({ kind }) => kind === kinds.server);
  expect(request).toMatchObject({
    name: "POST /tools/*",
    spanId: answer.headers["x-request-id"],
    parentSpanId: parentSpan,
    attributes: { "http.response.status_code": 200 },
    failed: false,
  });
  const inside = spans.filter(({ kind }) => kind === kinds.internal);
  expect(inside.map(({ name }) => name)).toEqual(["authenticate", "tool order_product"]);
  const tool = inside.at(-1);
  expect(tool).toMatchObject({
    name: "tool order_product",
    parentSpanId: request?.spanId,
    attributes: { tool: "order_product", code: "ok" },
  });
  const asked = spans.filter(({ kind }) => kind === kinds.client);
  expect(asked.map(({ name, parentSpanId }) => [name, parentSpanId])).toContainEqual([
    "DynamoDB TransactWriteItems",
    tool?.spanId,
  ]);
  expect(asked.length).toBe(tool?.attributes["db"]);
  const [line] = lines(door).filter(({ tool: called }) => called);
  expect([line.trace, line.id]).toEqual([traceOf(1), request?.spanId]);
  for (const secret of [token, "demo1@example.com", "cust-001", laptop, "traced-once"])
    expect([secret, collector.bodies.join().includes(secret)]).toEqual([secret, false]);
});

it("records what the sender records, leaves out what the sender leaves out, and draws lots for the rest", async () => {
  const search = { tool: "search_products", args: {} };
  const root = (id: number) => `Root=1-00000001-${id.toString(16).padStart(24, "0")}`;
  const call = async (door: DoorProcess) => {
    await door.send(requestOf("rest", { ...search, headers: traceparent(1, "00") }));
    await door.send(requestOf("rest", { ...search, headers: traceparent(2, "01") }));
    await door.send(requestOf("rest", { ...search, headers: { "x-amzn-trace-id": root(3) } }));
    const message = requestOf("2026-07-28", search);
    (message.body as any).params._meta.traceparent = traceparent(4)["traceparent"];
    await door.send(message);
    await door.send(requestOf("rest", search));
  };
  const tracesOf = async (share: string) => {
    const { collector, door } = await traced({ OTEL_TRACES_SAMPLER_ARG: share });
    await call(door);
    await door.stop();
    collector.stop();
    const logged = lines(door)
      .filter(({ tool }) => tool)
      .map(({ trace }) => trace);
    expect(logged).toHaveLength(5);
    expect(logged.slice(0, 4)).toEqual([traceOf(1), traceOf(2), `00000001${"3".padStart(24, "0")}`, traceOf(4)]);
    return { logged, sent: new Set(collector.spans.map(({ traceId }) => traceId)), spans: collector.spans };
  };

  const none = await tracesOf("0");
  expect(none.sent).toEqual(new Set([traceOf(2), traceOf(4)]));
  const all = await tracesOf("1");
  expect(all.sent).toEqual(new Set(all.logged.slice(1)));
  // A load balancer's number is a trace in which nobody has measured anything yet: our span is its first.
  const first = all.spans.find(({ traceId, kind }) => traceId.startsWith("00000001") && kind === kinds.server);
  expect(first?.parentSpanId).toBe("");
});

it("marks a failure of ours as one", async () => {
  const { collector, door } = await traced({
    OTEL_TRACES_SAMPLER_ARG: "1",
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: "http://127.0.0.1:1",
  });
  const answer = await door.send({ path: "/auth/login", body: { email: "demo1@example.com", password: "Demo123!" } });
  expect(answer.status).toBe(503);
  await door.stop();
  collector.stop();
  expect(collector.spans).toMatchObject([{ name: "POST /auth/login", failed: true }]);
});

it.each([
  ["is not there", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }, false],
  ["never answers", {}, true],
])("serves as ever when the collector %s, and stops all the same", { timeout: 60_000 }, async (_, more, hang) => {
  const { collector, door } = await traced({ ...more, OTEL_TRACES_SAMPLER_ARG: "1" }, { hang });
  const search = requestOf("rest", { tool: "search_products", args: {} });
  const statuses = new Set<number>();
  const lane = async () => {
    for (let call = 0; call < 20; call += 1) statuses.add((await door.send(search)).status);
  };
  await Promise.all(Array.from({ length: 30 }, lane));
  expect(statuses).toEqual(new Set([200]));
  await door.stop();
  collector.stop();
  expect(lines(door).filter(({ tool }) => tool)).toHaveLength(600);
  expect(door.output().filter((line) => !line.startsWith("{"))).toEqual([]);
  expect(lines(door).filter(({ level }) => level === "ERROR")).toEqual([]);
});

it("reads no line of OpenTelemetry where nobody collects traces", async () => {
  const loaded = async (env: Record<string, string>) => {
    const door = await startContainer({ ...stage.env, ...env }, ["--import", tellLoaded]);
    await door.send(requestOf("rest", { tool: "search_products", args: {} }));
    await door.stop();
    return door.output().filter((line) => line.startsWith("loaded "));
  };
  expect(await loaded({})).toEqual(["loaded 0 of OpenTelemetry"]);
  const [told] = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" });
  expect(told).toMatch(/^loaded [1-9]\d* of OpenTelemetry$/);
});
