import { parentPort, workerData } from "node:worker_threads";
import { createRequestHandler, type IndexAnswer, type IndexFile, type IndexRequest } from "./requests.ts";

/** A request on its way into the thread. */
export interface Question {
  readonly id: number;
  readonly file: IndexFile;
  readonly request: IndexRequest;
}

/** Its answer, or the error it ended with: of an error only what is written here survives the way between threads. */
export interface Reply {
  readonly id: number;
  readonly answer?: IndexAnswer;
  readonly error?: { readonly name: string; readonly message: string; readonly errcode: number | undefined };
}

// The thread that writes indexes. It is started from this very file, in TypeScript and beside every bundle: nothing in
// this folder imports anything but types from elsewhere.
/** Shared with those who read what is written here. */
const writes: Int32Array = workerData;
const handle = createRequestHandler(() => void Atomics.add(writes, 0, 1));

parentPort?.on("message", ({ id, file, request }: Question) => {
  parentPort?.postMessage(reply(id, () => handle(file, request)));
});

function reply(id: number, work: () => IndexAnswer): Reply {
  try {
    return { id, answer: work() };
  } catch (error) {
    const { name, message, errcode } = error as Error & { errcode?: number };
    return { id, error: { name, message, errcode } };
  }
}
