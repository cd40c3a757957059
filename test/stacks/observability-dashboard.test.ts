import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { logFields, savedQueries } from "../../stacks/saved-queries.ts";
import { type Widget, widgetsOf } from "../support/stacks/cloudwatch.ts";
import { deployed, planned, type StagePlan, watchedStages } from "../support/stacks/stage-plan.ts";

const overlap = (a: Widget, b: Widget): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

// Source: CloudWatch API reference, Dashboard Body Structure and Syntax.
describe.each(watchedStages)("the dashboard of %s", (stage) => {
  it("is one that CloudWatch takes", async () => {
    const plan = await planned(stage);
    expect(plan.one("cloudwatch/dashboard")["dashboardName"]).toMatch(/^[\w-]{1,255}$/);
    const widgets = widgetsOf(plan);
    expect(widgets.length).toBeGreaterThan(15);
    expect(widgets.length).toBeLessThanOrEqual(500);
    const rows = widgets.map(({ properties }): any[] => properties["metrics"] ?? []);
    for (const { length } of rows) expect(length).toBeLessThanOrEqual(500);
    expect(rows.flat().length).toBeLessThanOrEqual(2500);
    for (const { type, properties } of widgets) {
      const required = {
        text: ["markdown"],
        alarm: ["title", "alarms"],
        metric: ["title", "region", "metrics", "period"],
      }[type];
      expect(required, type).toBeDefined();
      for (const key of required ?? []) expect(properties, type).toHaveProperty(key);
    }
  });

  it("has room for every widget on its 24 columns", async () => {
    const widgets = widgetsOf(await planned(stage));
    for (const { x, y, width, height } of widgets) {
      expect([x, y, width, height].every(Number.isInteger)).toBe(true);
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(1);
      expect(x + width).toBeLessThanOrEqual(24);
      expect(height).toBeLessThanOrEqual(1000);
    }
    const overlapping = widgets.flatMap((one, index) =>
      widgets.slice(index + 1).filter((other) => overlap(one, other)),
    );
    expect(overlapping).toEqual([]);
  });

  it("shows every alarm of the stage", async () => {
    const plan = await planned(stage);
    const shown: string[] = widgetsOf(plan).find(({ type }) => type === "alarm")?.properties["alarms"];
    const names = plan.all("cloudwatch/metricAlarm").map(({ name }) => name);
    expect(shown.map((arn) => arn.split(":").at(-1)).toSorted()).toEqual(names.toSorted());
  });

  it("gives every chart a name of its own", async () => {
    const titles = widgetsOf(await planned(stage)).flatMap(({ properties }) => properties["title"] ?? []);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

const queriesOf = (plan: StagePlan) => plan.all("cloudwatch/queryDefinition").map(({ inputs }) => inputs);

describe.each([...deployed, "watched"] as const)("the saved queries of %s", (stage) => {
  it("stand in the stage's own folder and read the server's own log", async () => {
    const plan = await planned(stage);
    expect(
      queriesOf(plan)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      Object.keys(savedQueries)
        .map((title) => `ecommerce-mcp/${plan.plan.stage}/${title}`)
        .toSorted(),
    );
    const server = plan.all("cloudwatch/logGroup").filter(({ name }) => name.startsWith("ServerLog"));
    for (const { logGroupNames } of queriesOf(plan)) expect(logGroupNames).toEqual(server.map(({ id }) => id));
  });
});

describe.each(Object.entries(savedQueries))("the query %s", (_, text) => {
  /** Words that are neither fields nor strings: of the language, and names that the query gives itself. */
  const language = ["fields", "filter", "sort", "stats", "limit", "by", "as", "asc", "desc", "and", "or", "in", "like"];
  const functions = ["count", "avg", "max", "pct", "bin", "ispresent"];

  it("uses fields that log lines have", () => {
    const bare = text.replace(/"[^"]*"/g, "").replace(/\b\d+[mh]?\b/g, "");
    const own = [...bare.matchAll(/\bas (\w+)/g)].map(([, name = ""]) => name);
    const used = [...bare.matchAll(/@?[A-Za-z_]\w*/g)].map(([word]) => word);
    const known: string[] = [...logFields, ...language, ...functions, ...own, "@timestamp", "@message"];
    expect(used.filter((word) => !known.includes(word))).toEqual([]);
    expect(used.some((word) => logFields.some((field) => field === word))).toBe(true);
  });

  it("is built of commands", () => {
    const commands = text.split("|").map((part) => part.trim().split(/\s/)[0]);
    for (const command of commands) expect(["fields", "filter", "stats", "sort", "limit"]).toContain(command);
  });
});

describe("the runbook", () => {
  const runbook = readFileSync("docs/runbook.md", "utf8");
  const sections = runbook
    .split(/^## /m)
    .slice(1)
    .map((text) => ({ name: text.split("\n")[0] ?? "", text }));
  const listed = (kind: "Charts" | "Queries") =>
    sections.flatMap(({ text }) =>
      [...text.matchAll(new RegExp(`^- ${kind}: ((?:.+\\n)(?:  .+\\n)*)`, "gm"))].flatMap(([, names = ""]) =>
        names.replace(/\s+/g, " ").replace(/\.? $/, "").split("; "),
      ),
    );
  const everyPlan = () => Promise.all([...watchedStages, "dev" as const].map(planned));

  it("has a section for every alarm, and none for another", async () => {
    const types = ["cloudwatch/metricAlarm", "cloudwatch/compositeAlarm", "budgets/budget"];
    const alarms = (await everyPlan()).flatMap((plan) =>
      types.flatMap((type) => plan.all(type).map(({ name }) => name)),
    );
    expect(sections.map(({ name }) => name).toSorted()).toEqual([...new Set(alarms)].toSorted());
  });

  it("is short, and says what to do", () => {
    for (const { name, text } of sections) {
      expect(text, name).toMatch(/^1\. /m);
      expect(text.split("\n").length, name).toBeLessThanOrEqual(20);
    }
  });

  it("names every saved query, and none that does not exist", () => {
    expect([...new Set(listed("Queries"))].toSorted()).toEqual(Object.keys(savedQueries).toSorted());
  });

  it("names charts that exist", async () => {
    const titles = (await Promise.all(watchedStages.map(planned)))
      .flatMap(widgetsOf)
      .map(({ properties }) => properties["title"]);
    expect(listed("Charts").filter((title) => !titles.includes(title))).toEqual([]);
    expect(listed("Charts").length).toBeGreaterThan(10);
  });
});
