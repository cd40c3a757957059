import fc from "fast-check";
import { change } from "./changes.ts";
import { type Draft, legacyDraft, modernDraft, modernNotice, pick } from "./drafts.ts";

/** One request as a client sends it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The same message once or twice in a list; or with one of its keys twice in its text. */
const shape = fc.oneof(
  { weight: 12, arbitrary: fc.constant((body: unknown) => JSON.stringify(body)) },
  pick(
    (body: unknown) => JSON.stringify([body]),
    (body: unknown) => JSON.stringify([body, body]),
    () => "[]",
    () => "null",
  ),
  pick((body: unknown) => JSON.stringify(body).replace('"jsonrpc"', '"id":7,"method":"ping","jsonrpc"')),
  pick((body: unknown) => JSON.stringify(body).replace(/\}$/, ',"id":8}')),
);

/** Requests of both eras: a good one, with none to three things about it changed. */
export const request: fc.Arbitrary<Sent> = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: legacyDraft }, { weight: 6, arbitrary: modernDraft }, modernNotice),
    fc.array(change, { maxLength: 3 }),
    shape,
  )
  .map(([draft, changes, write]) => {
    const copy: Draft = structuredClone(draft);
    for (const apply of changes) apply(copy);
    return { headers: copy.headers, text: write(copy.body) };
  });
