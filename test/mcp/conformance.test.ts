import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSamplePort } from "../support/conformance/port.ts";
import { failedIn, requiredBy, runScenarios } from "../support/conformance/run.ts";
import { doorNames } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const suite = "@modelcontextprotocol/conformance";

/** These ask the client for something in the middle of a call, over a session that stays open: there are no sessions. */
const needSessions = [
  "elicitation-sep1034-defaults",
  "elicitation-sep1330-enums",
  "tools-call-elicitation",
  "tools-call-sampling",
];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

// Each is a program of its own that asks a hundred questions and more.
describe.each(doorNames)("the official scenarios, through %s", { timeout: 120_000 }, (name) => {
  it.concurrent("pass for revision 2026-07-28, every one that it requires", async () => {
    await using port = await openSamplePort(name, stage);
    const verdict = await runScenarios(suite, `${port.url}/mcp`, ["--requirements", "2026-07-28"]);
    // Tasks are an extension that the shop does not have, and no part of the requirements.
    expect(failedIn(verdict).filter((scenario) => !scenario.startsWith("tasks-"))).toEqual([]);
    expect([...verdict.scenarios.keys()]).toEqual(expect.arrayContaining([...requiredBy("2026-07-28")]));
    expect(requiredBy("2026-07-28")).toHaveLength(37);
    expect(verdict.code, verdict.said).toBe(0);
  });

  it.concurrent("pass for revision 2025-11-25, all but four that need sessions", async () => {
    await using port = await openSamplePort(name, stage);
    const verdict = await runScenarios(suite, `${port.url}/mcp`, ["--requirements", "2025-11-25"]);
    expect(failedIn(verdict), verdict.said).toEqual(needSessions);
    expect([...verdict.scenarios.keys()]).toEqual(expect.arrayContaining([...requiredBy("2025-11-25")]));
    expect(requiredBy("2025-11-25")).toHaveLength(30);
  });

  it.concurrent("pass as they were before 2026-07-28, all but four that need sessions", async () => {
    await using port = await openSamplePort(name, stage);
    const verdict = await runScenarios("conformance-0-1", `${port.url}/mcp`, ["--suite", "all"]);
    expect(failedIn(verdict), verdict.said).toEqual(needSessions);
    expect(verdict.scenarios.size).toBe(32);
  });
});
