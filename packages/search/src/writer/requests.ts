import type { DatabaseSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { IndexWriter } from "./index-writer.ts";
import { type Posting, PostingReader } from "./postings.ts";
import { openForReading } from "./schema.ts";

/** An index file, and what it is a replica of. */
export interface IndexFile {
  readonly path: string;
  readonly source: string;
}

/** What can be asked of whoever writes, each for one file. The file is opened by the first request for it. */
export type IndexRequest =
  | { readonly verb: "describe" }
  | { readonly verb: "apply"; readonly products: readonly Product[]; readonly checkpoint?: string | undefined }
  | { readonly verb: "complete"; readonly checkpoint: string }
  | { readonly verb: "readPostings"; readonly terms: readonly string[]; readonly upTo: number }
  | { readonly verb: "close" };

export interface Description {
  readonly checkpoint: string | undefined;
  readonly isComplete: boolean;
}

export type IndexAnswer = Description | readonly Posting[] | undefined;

interface OpenFile {
  readonly writer: IndexWriter;
  readonly db: DatabaseSync;
  readonly postings: PostingReader;
}

/** Does what is asked, at once, in the thread that it is called in. `onDone` hears of each request before its answer. */
export function createRequestHandler(onDone: () => void) {
  const files = new Map<string, OpenFile>();

  const open = ({ path, source }: IndexFile): OpenFile => {
    const known = files.get(path);
    if (known) return known;
    const writer = IndexWriter.open(path, source);
    const db = openForReading(path, source);
    const file = { writer, db, postings: new PostingReader(db) };
    files.set(path, file);
    return file;
  };

  const close = (path: string): void => {
    const file = files.get(path);
    files.delete(path);
    file?.db.close();
    file?.writer.close();
  };

  return (file: IndexFile, request: IndexRequest): IndexAnswer => {
    if (request.verb === "close") {
      close(file.path);
      return;
    }
    try {
      return answer(open(file), request);
    } finally {
      onDone();
    }
  };
}

function answer({ writer, postings }: OpenFile, request: Exclude<IndexRequest, { verb: "close" }>): IndexAnswer {
  switch (request.verb) {
    case "describe":
      return { checkpoint: writer.checkpoint, isComplete: writer.isComplete };
    case "apply":
      writer.apply(request.products, request.checkpoint);
      return undefined;
    case "complete":
      writer.complete(request.checkpoint);
      return undefined;
    case "readPostings":
      return request.terms.map((term) => postings.read(term, { after: 0, upTo: request.upTo }));
  }
}
