import { createServer } from "node:net";

/** A TCP port of this machine that nothing listens on now. */
export function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.once("error", reject);
  probe.listen(0, "127.0.0.1", () => {
    const address = probe.address();
    probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  return promise;
}

/** The port a variable names; throws one line when it is none. */
export function readPort(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`${name} must be a port from 1 to 65535, and is ${JSON.stringify(text)}.`);
  return port;
}

/** Why `host`:`port` cannot be listened on: the error's code, such as EADDRINUSE; `undefined` when it can. */
export async function portProblem(host: string, port: number): Promise<string | undefined> {
  const problem = await tryListening(host, port);
  // Clients that resolve "localhost" to ::1 first would reach whoever listens there instead of us.
  const other = host === "127.0.0.1" ? await tryListening("::1", port) : undefined;
  return problem ?? (other === "EADDRINUSE" ? other : undefined);
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const probe = createServer();
  probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  return promise;
}
