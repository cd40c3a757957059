import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { createWrites, noteWrite, type Writes } from "./turn-state.ts";
import type { Question, Reply } from "./writer/main.ts";
import type { Posting } from "./writer/postings.ts";
import { createRequestHandler, type Description, type IndexFile, type IndexRequest } from "./writer/requests.ts";

type AnswerTo<Request extends IndexRequest> = Request["verb"] extends "describe"
  ? Description
  : Request["verb"] extends "readPostings"
    ? readonly Posting[]
    : undefined;

/** Whoever writes index files. Requests are done one after the other, in their order. */
export interface IndexThread {
  ask<Request extends IndexRequest>(file: IndexFile, request: Request): Promise<AnswerTo<Request>>;
  stop(): void;
  /** Counts what it has written. Where it is absent, a reader looks into the file each time. */
  readonly writes?: Writes;
}

/** Writes in the calling thread: what else it does waits meanwhile. */
export function writeInThisThread(writes = createWrites()): IndexThread {
  const handle = createRequestHandler(() => noteWrite(writes));
  return {
    writes,
    ask: async (file, request) => handle(file, request) as AnswerTo<typeof request>,
    stop: () => undefined,
  };
}

/**
 * Lies beside this file, and beside every bundle that this file is part of: there as JavaScript where it could be built,
 * because a thread that takes the types out of its sources itself holds twice the memory.
 */
const built = new URL("./writer/main.mjs", import.meta.url);
const threadEntry = existsSync(built) ? built : new URL("./writer/main.ts", import.meta.url);

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes in a thread of its own, started by the first request and again after it has ended. Where no thread can be
 * started, that is told once and the calling thread does the work.
 */
export function startIndexThread(onError: (error: unknown) => void, entry = threadEntry): IndexThread {
  const writes = createWrites();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let substitute: IndexThread | undefined;
  let lastId = 0;
  let isStopped = false;

  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const fresh = new Worker(entry, { workerData: writes });
    let hasAnswered = false;
    fresh.unref();
    fresh.on("message", (reply: Reply) => {
      hasAnswered = true;
      settle(waiting, reply);
    });
    fresh.on("error", (error: Error) => {
      worker = undefined;
      onError(error);
      if (hasAnswered) return failAll(error);
      substitute = writeInThisThread(writes);
      for (const { question, resolve, reject } of waiting.values())
        void substitute.ask(question.file, question.request).then(resolve as () => void, reject);
      waiting.clear();
    });
    return fresh;
  };

  return {
    writes,
    ask(file, request) {
      if (isStopped) return Promise.reject(stopped());
      if (substitute) return substitute.ask(file, request);
      worker ??= start();
      const question = { id: ++lastId, file, request };
      const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<typeof request>>();
      waiting.set(question.id, { question, resolve, reject });
      worker.postMessage(question);
      return promise;
    },
    stop() {
      isStopped = true;
      void worker?.terminate();
      failAll(stopped());
    },
  };
}

const stopped = () => new Error("The index thread was stopped");

function settle(waiting: Map<number, Waiting>, { id, answer, error }: Reply): void {
  const asked = waiting.get(id);
  waiting.delete(id);
  if (error) asked?.reject(Object.assign(new Error(error.message), { name: error.name, errcode: error.errcode }));
  else asked?.resolve(answer as never);
}
