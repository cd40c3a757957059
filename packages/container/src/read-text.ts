import type { IncomingMessage } from "node:http";

const decoder = new TextDecoder();

/**
 * The body of a request as text; `undefined` when it grows past `maxBytes`, whatever its declared length was. Reads Node's
 * own stream: the web stream in front of it costs more than all the rest of a small request. A caller who hangs up in the
 * middle has sent nothing.
 */
export function readText(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes <= maxBytes) return;
    incoming.off("data", take);
    resolve(undefined);
  };
  incoming.on("data", take);
  incoming.once("end", () => resolve(decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
  incoming.once("close", () => resolve(""));
  return promise;
}
