import { appName } from "./stage.ts";

/** Fields of the server's log lines that saved queries may use; a query with another one fails its test. */
export const logFields = [
  "time",
  "level",
  "service",
  "message",
  "stage",
  "version",
  "request_id",
  "trace_id",
  "call",
  "via",
  "era",
  "client",
  "customer",
  "code",
  "ms",
  "db",
  "units",
  "replayed",
  "cold_start",
] as const;

/** A call's line says who asked for what, how it went, and what it cost. */
const call = "fields time, call, code, ms, db, units, customer, client, request_id";

/** Queries for CloudWatch Logs Insights, by the name that docs/runbook.md calls them. */
export const savedQueries: Readonly<Record<string, string>> = {
  "Slowest calls": `${call} | filter ispresent(ms) | sort ms desc | limit 50`,
  "Slow by tool": `filter ispresent(ms)
| stats count(*) as calls, pct(ms, 50) as p50, pct(ms, 95) as p95, pct(ms, 99) as p99, avg(db) as requests by call
| sort p99 desc`,
  "Errors by code": `filter code in ["internal", "unavailable", "deadline_exceeded"]
| stats count(*) as calls by code, call, version
| sort calls desc`,
  "What failed": `fields time, message, call, request_id, @message | filter level = "ERROR" | sort @timestamp desc | limit 50`,
  "Refusals by code": `filter ispresent(code) and code != "ok" | stats count(*) as calls by code, call | sort calls desc`,
  "One request": `fields @timestamp, @message
| filter request_id = "PASTE-THE-REQUEST-ID" or trace_id = "OR-THE-TRACE-ID"
| sort @timestamp asc`,
  "One customer": `${call}, via, era | filter customer = "PASTE-THE-HASH" | sort @timestamp desc | limit 200`,
  "Failed sign-ins": `filter code in ["authentication_required", "invalid_token", "rate_limited"]
| stats count(*) as calls by bin(5m), call, via, code
| sort calls desc`,
  Conflicts: `${call} | filter code = "conflict_retry" | sort @timestamp desc | limit 100`,
  Replays: `${call} | filter ispresent(replayed) | sort @timestamp desc | limit 100`,
  "Turned away": `filter code in ["rate_limited", "unavailable"]
| stats count(*) as calls by bin(5m), code, via, client
| sort calls desc`,
  "Cold starts": "filter ispresent(cold_start) | stats count(*) as starts, max(ms) as slowest by bin(1h), version",
};

/** Where the console lists them: a folder for each stage. */
export const queryName = (stage: string, title: string): string => `${appName}/${stage}/${title}`;
