import { type ServerOptions, type ServerProcess, startServer, untilReady } from "./server-process.ts";

/** The one server of an `npm start`, which may be replaced by a newer one until it is closed for good. */
export interface RunningServer {
  /** Whether the server got ready; if not, it has ended. Throws one line when it neither ends nor gets ready. */
  start(): Promise<boolean>;
  restart(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Keeps one server process. `onDeath` hears how it ended when nobody asked it to. Restarts asked for while one runs are
 * made one after the other.
 */
export function keepServer(
  options: ServerOptions & { readonly url: string; readonly onDeath: (how: number | string) => void },
): RunningServer {
  let current: ServerProcess | undefined;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  const run = async () => {
    if (closed) return false;
    const server = startServer(options);
    current = server;
    void server.exited.then((how) => {
      if (current !== server) return;
      current = undefined;
      options.onDeath(how);
    });
    return untilReady(options.url, server);
  };
  const stopCurrent = async () => {
    const server = current;
    current = undefined;
    await server?.stop();
  };
  const inTurn = (action: () => Promise<boolean>) => {
    const next = turn.then(action);
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    start: () => inTurn(run),
    restart: async () => {
      // At once, so that a server which is still starting does not keep the newer one waiting.
      await stopCurrent();
      return inTurn(run);
    },
    close: async () => {
      closed = true;
      await stopCurrent();
      await turn;
    },
  };
}
