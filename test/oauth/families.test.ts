import type { OAuthPorts } from "@shop/oauth";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let ports: OAuthPorts;
beforeAll(async () => {
  stage = await openStage();
  ports = stage.backend.oauth?.ports as OAuthPorts;
});
afterAll(() => stage.stop());

const soon = () => Math.floor(Date.now() / 1000) + 30;
const rotate = (grantId: string, from: string, to: string, graceUntil = soon()) =>
  ports.rotate({ grantId, from, to, graceUntil });

it("a family is moved on by one of twenty, and the others hear that it has been", async () => {
  await ports.startFamily("race", "t0", soon());
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => rotate("race", "t0", `t1-${n}`)));
  expect(answers.toSorted()).toEqual(["current", ...Array(19).fill("retried")]);
  const standings = await Promise.all(Array.from({ length: 20 }, (_, n) => ports.standingOf("race", `t1-${n}`)));
  expect(standings.filter((standing) => standing === "current")).toHaveLength(1);
});

it("a family is never moved back, by somebody who looked before the others moved it on", async () => {
  await ports.startFamily("late", "t0", soon());
  await rotate("late", "t0", "t1");
  await rotate("late", "t1", "t2");
  expect(await rotate("late", "t0", "t1")).toBe("reused");
  expect(await ports.standingOf("late", "t2")).toBe("current");
});

it("what was used stands for its grace and no longer; what never was in it does not stand at all", async () => {
  await ports.startFamily("grace", "t0", soon());
  await rotate("grace", "t0", "t1", Math.floor(Date.now() / 1000) - 1);
  expect(await ports.standingOf("grace", "t0")).toBe("reused");
  expect(await ports.standingOf("grace", "t9")).toBe("reused");
  expect(await ports.standingOf("nobody's", "t0")).toBe("reused");
});

it("a record is taken by one of twenty, and marked as used by one of twenty", async () => {
  await ports.keep("state", "s", { secret: 1 }, soon());
  const taken = await Promise.all(Array.from({ length: 20 }, () => ports.take("state", "s")));
  expect(taken.filter((value) => value !== undefined)).toEqual([{ secret: 1 }]);
  await ports.keep("code", "c", 1, soon());
  const used = await Promise.all(Array.from({ length: 20 }, () => ports.use("code", "c")));
  expect(used.filter(Boolean)).toHaveLength(1);
});
