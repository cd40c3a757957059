import { paint } from "./paint.ts";

/** What a server writes of a call, a request, a failure; metrics are lines too. */
interface Entry {
  readonly time: string;
  readonly level: string;
  readonly message?: string;
  readonly tool?: string;
  readonly step?: string;
  readonly era?: string;
  readonly client?: string;
  readonly app?: string;
  readonly cust?: string;
  readonly code?: string;
  readonly ms?: number;
  readonly db?: number;
  readonly units?: number;
  readonly replayed?: boolean;
  readonly call?: string;
  readonly event?: string;
  readonly route?: string;
  readonly status?: number;
  readonly error?: { readonly name?: string; readonly message?: string; readonly stack?: string };
}

/** Lines that the banner and the goodbye say already. */
const silent = new Set(["listening", "stopping"]);
const widths = { name: 22, era: 10, ms: 5 };

/** A log line of the server for a person to read; `undefined` when it says nothing new. What is no JSON stays as it is. */
export function readable(line: string): string | undefined {
  const entry = parse(line);
  if (entry === "quiet") return undefined;
  if (!entry) return line;
  if (silent.has(entry.message ?? "")) return undefined;
  const time = paint("dim", clock(entry.time));
  if (entry.tool !== undefined || entry.step !== undefined) return `${time} ${callText(entry)}`;
  const words = [entry.level, entry.message, entry.event, entry.call, entry.route, entry.status, errorText(entry)];
  return `${time} ${paint(styleOf(entry.level), words.filter(Boolean).join(" "))}`;
}

function parse(line: string): Entry | "quiet" | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line) as Partial<Entry> & { readonly _aws?: unknown; readonly type?: unknown };
    // Metrics, and what Lambda itself says around each invocation.
    if (entry._aws !== undefined || String(entry.type).startsWith("platform.")) return "quiet";
    return typeof entry.level === "string" && typeof entry.time === "string" ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}

function callText(entry: Entry): string {
  const { tool, step = "", era = "", code = "", ms = 0, db = 0, units = 0, replayed } = entry;
  const ok = code === "ok";
  const took = `${era.padEnd(widths.era)} ${String(Math.round(ms)).padStart(widths.ms)} ms`;
  const caller = [entry.cust, entry.client, entry.app].filter(Boolean).join(" ");
  return [
    ok ? paint("green", "✓") : paint("red", "✗"),
    (tool ?? step).padEnd(widths.name),
    paint("dim", `${took}  db ${db}/${units}`),
    ok ? "" : paint("red", code),
    replayed ? paint("cyan", "replayed") : "",
    caller && paint("dim", caller),
  ]
    .filter(Boolean)
    .join(" ")
    .trimEnd();
}

const styleOf = (level: string) => (level === "ERROR" ? "red" : level === "DEBUG" ? "dim" : "yellow");

const errorText = ({ error }: Entry): string =>
  error?.stack ?? [error?.name, error?.message].filter(Boolean).join(": ");

function clock(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toTimeString().slice(0, 8);
}
