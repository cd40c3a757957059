import { request } from "node:http";

// What the container's platform runs every few seconds: exit code 0 when the server beside it is alive. Plain node:http,
// because fetch costs three times the processor time and twice the memory of a task this small.

const port = Number(process.argv[2] ?? 8000);
const timeoutMs = 4000;

const asked = request({ host: "127.0.0.1", port, path: "/health", timeout: timeoutMs }, (answer) => {
  answer.resume();
  process.exit(answer.statusCode === 200 ? 0 : 1);
});
asked.on("timeout", () => process.exit(1));
asked.on("error", () => process.exit(1));
asked.end();
