import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, describeEachDoor } from "../support/doors.ts";
import { complaint, type Told } from "../support/long/fuzz-answers.ts";
import { type Drawn, drawn, type Who } from "../support/long/fuzz-requests.ts";
import { longMs } from "../support/long/minutes.ts";
import { goodsOf, standingLaws } from "../support/model/laws-shop.ts";
import { readSnapshot, type Snapshot } from "../support/model/snapshot.ts";
import { newProduct } from "../support/shop/floor.ts";
import { logIn, openStage, type Stage } from "../support/stage.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000_000);
const lanes = 8;
const callsOfRound = 400;
const mostBytes = 1024 ** 3;

describeEachDoor((open, name) => {
  let stage: Stage;
  let door: Door;
  let tokens: Record<Who, string | undefined>;
  let own: string[];

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    tokens = {
      nobody: undefined,
      stranger: "eyJhbGciOiJub25lIn0.e30.",
      demo1: await stage.tokenOf("demo1@example.com"),
      demo2: await stage.tokenOf("demo2@example.com"),
      staff: await logIn(stage.app, "staff@example.com", "Staff123!"),
    };
    const variants = { group_id: "group-fuzz", stock_quantity: 5000 };
    own = await Promise.all(["S", "M", "L", "XL"].map((size) => newProduct(stage, { ...variants, options: { size } })));
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
  });

  /** Ids that the shop has told of, which later requests name. */
  const known: Record<string, string[]> = { ord: [], ret: [], prod: [] };
  const fill = (text: string) =>
    text.replaceAll(/\$(ord|ret|prod)-(\d+)/g, (_, kind: string, index: string) => {
      const ids = kind === "prod" ? own : (known[kind] ?? []);
      return ids.at(-1 - (Number(index) % Math.max(ids.length, 1))) ?? `${kind}-none`;
    });
  const learn = (text: string) => {
    for (const [id, kind = ""] of text.matchAll(/\b(ord|ret)-[0-9a-f]{20}\b/g))
      if (known[kind] && !known[kind].includes(id)) known[kind] = [...known[kind].slice(-40), id];
  };

  async function send({ who, method, path, headers, text }: Drawn): Promise<Told> {
    const token = tokens[who];
    const bodiless = method === "GET" || method === "HEAD";
    const response = await door.fetch(`${door.url}${fill(path)}`, {
      method,
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
      redirect: "manual",
      ...(!bodiless && { body: fill(text) }),
    });
    const told = { status: response.status, text: await response.text() };
    learn(told.text);
    return told;
  }

  async function playRound(round: number): Promise<string[]> {
    const requests = fc.sample(drawn, { seed: seed + round, numRuns: callsOfRound });
    const wrong: string[] = [];
    const lane = async () => {
      for (let next = requests.pop(); next; next = requests.pop()) {
        const told = await send(next);
        const problem = complaint(next, told);
        if (problem) wrong.push(`${problem}: ${JSON.stringify(next).slice(0, 1000)} -> ${told.text.slice(0, 1000)}`);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return wrong;
  }

  const look = () => readSnapshot(stage.engine.url, stage.config.tables);
  const goods = (shop: Snapshot) =>
    Object.fromEntries([...shop.products.keys()].map((id) => [id, goodsOf(shop, id).has]));
  const broken = (shop: Snapshot) => Object.values(standingLaws).flatMap((law) => law(shop));

  it("answers whatever it is sent in order, and neither loses nor doubles anything", {
    timeout: 2 * longMs + 120_000,
  }, async () => {
    const first = await look();
    const [had, problems] = [goods(first), broken(first)];
    const deadline = Date.now() + longMs;
    let round = 0;
    for (; Date.now() < deadline; round += 1) {
      const repeat = `round ${round} of FUZZ_SEED=${seed} through ${name}`;
      expect(await playRound(round), repeat).toEqual([]);
      const now = await look();
      expect(goods(now), repeat).toEqual(had);
      expect(broken(now), repeat).toEqual(problems);
      expect(stage.failures, repeat).toEqual([]);
      for (const kept of [stage.lines, stage.events]) kept.length = 0;
      stage.measured();
    }
    const last = await look();
    expect(last.orders.size - first.orders.size, `orders in ${round} rounds`).toBeGreaterThan(round);
    expect(process.memoryUsage().heapUsed).toBeLessThan(mostBytes);
  });
});
