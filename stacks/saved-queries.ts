import { appName } from "./stage.ts";

/** Fields of the server's log lines that saved queries may use; a query with another one fails its test. */
export const logFields = [
  ...["time", "level", "svc", "stage", "v", "message"],
  ...["id", "trace", "tool", "step", "era", "client", "app", "cust"],
  ...["code", "status", "ms", "db", "units", "replayed", "age", "cold", "event"],
] as const;

/** A call's line says who asked for what, how it went, and what it cost. */
const call = "fields time, tool, step, code, ms, db, units, cust, client, app, id";

/** Queries for CloudWatch Logs Insights, by the name that docs/runbook.md calls them. */
export const savedQueries: Readonly<Record<string, string>> = {
  "Slowest calls": `${call} | filter ispresent(ms) | sort ms desc | limit 50`,
  "Slow by tool": `filter ispresent(tool)
| stats count(*) as calls, pct(ms, 50) as p50, pct(ms, 95) as p95, pct(ms, 99) as p99, avg(db) as requests by tool
| sort p99 desc`,
  "Errors by code": `filter code in ["internal", "unavailable", "deadline_exceeded"]
| stats count(*) as calls by code, tool, v
| sort calls desc`,
  "What failed": `fields time, message, id, @message
| filter level = "ERROR"
| sort @timestamp desc
| limit 50`,
  "Refusals by code": `filter ispresent(code) and code != "ok"
| stats count(*) as calls by code, tool
| sort calls desc`,
  "One request": `fields @timestamp, @message
| filter id = "PASTE-THE-REQUEST-ID" or trace = "OR-THE-TRACE-ID"
| sort @timestamp asc`,
  "One customer": `${call}, era | filter cust = "PASTE-THE-HASH" | sort @timestamp desc | limit 200`,
  "Failed sign-ins": `filter code in ["authentication_required", "invalid_token", "rate_limited"] or message = "security"
| stats count(*) as lines by bin(5m), step, tool, code, event
| sort lines desc`,
  Conflicts: `${call} | filter code = "conflict_retry" | sort @timestamp desc | limit 100`,
  Replays: `${call} | filter ispresent(replayed) | sort @timestamp desc | limit 100`,
  "Turned away": `filter code in ["rate_limited", "unavailable"]
| stats count(*) as calls by bin(5m), code, tool, client, app
| sort calls desc`,
  "Old searches": `${call}, age | filter age > 60 | sort @timestamp desc | limit 100`,
  "Cold starts": "filter ispresent(cold) | stats count(*) as starts, max(ms) as slowest by bin(1h), v",
};

/** Where the console lists them: a folder for each stage. */
export const queryName = (stage: string, title: string): string => `${appName}/${stage}/${title}`;
