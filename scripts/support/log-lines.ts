import { paint } from "./paint.ts";

/** What the server's journal writes for each call. */
interface CallLine {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly call?: string;
  readonly via?: string;
  readonly code?: string;
  readonly ms?: number;
  readonly replayed?: boolean;
  readonly error?: { readonly name?: string; readonly message?: string; readonly stack?: string };
}

/** Lines that the banner and the goodbye say already. */
const silent = new Set(["listening", "stopping"]);
const callWidth = 22;

/** A log line of the server for a person to read; `undefined` when it says nothing new. What is no JSON stays as it is. */
export function readable(line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return line;
  if (silent.has(entry.message)) return undefined;
  const time = paint("dim", clock(entry.time));
  if (entry.message === "call") return `${time} ${callText(entry)}`;
  const style = entry.level === "ERROR" ? "red" : "yellow";
  return `${time} ${paint(style, [entry.level, entry.message, entry.call, errorText(entry)].filter(Boolean).join(" "))}`;
}

function parse(line: string): CallLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line) as Partial<CallLine>;
    return typeof entry.message === "string" && typeof entry.time === "string" ? (entry as CallLine) : undefined;
  } catch {
    return undefined;
  }
}

function callText({ call = "", via = "", code = "", ms = 0, replayed }: CallLine): string {
  const ok = code === "ok";
  const mark = ok ? paint("green", "✓") : paint("red", "✗");
  const took = paint("dim", `${via.padEnd(4)} ${String(Math.round(ms)).padStart(5)} ms`);
  return [mark, call.padEnd(callWidth), took, ok ? "" : paint("red", code), replayed ? paint("cyan", "replayed") : ""]
    .filter(Boolean)
    .join(" ");
}

const errorText = ({ error }: CallLine): string =>
  error?.stack ?? [error?.name, error?.message].filter(Boolean).join(": ");

function clock(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toTimeString().slice(0, 8);
}
