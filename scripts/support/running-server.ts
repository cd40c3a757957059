import { type ServerOptions, type ServerProcess, startServer, untilReady } from "./server-process.ts";

/** The one server of an `npm start`, which may be replaced by a newer one. */
export interface RunningServer {
  start(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Keeps one server process. `onDeath` hears how it ended when nobody asked it to. Restarts asked for while one runs are
 * made one after the other.
 */
export function keepServer(
  options: ServerOptions & { readonly url: string; readonly onDeath: (how: number | string) => void },
): RunningServer {
  let current: ServerProcess | undefined;
  let turn: Promise<void> = Promise.resolve();

  const start = async () => {
    const server = startServer(options);
    current = server;
    void server.exited.then((how) => {
      if (current !== server) return;
      current = undefined;
      options.onDeath(how);
    });
    await untilReady(options.url, server);
  };
  const stop = async () => {
    const server = current;
    current = undefined;
    await server?.stop();
  };
  const restart = () => {
    const next = turn.then(stop).then(start);
    turn = next.catch(() => undefined);
    return next;
  };
  return { start, stop, restart };
}
