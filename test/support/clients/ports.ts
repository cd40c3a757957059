import type { App, Extension } from "@shop/server";
import { type Door, type DoorName, openDoor } from "../doors.ts";
import { type Front, openLambdaFront } from "../lambda/http-front.ts";
import { openApp, type Stage } from "../stage.ts";
import { witness } from "./witness.ts";

type Port = Pick<Door | Front, "url" | typeof Symbol.asyncDispose>;

const openers: Record<DoorName, (app: App) => Promise<Port>> = {
  container: (app) => openDoor("container", app),
  lambda: openLambdaFront,
};

/**
 * A door on a port of its own, for clients that are programs, and a record of what they say to it. It has no place to
 * sign in at: told of one, a program opens a browser window and waits for its user.
 */
export async function openPort(name: DoorName, stage: Stage, extension?: Extension) {
  let app: App = { fetch: async () => new Response(null, { status: 503 }) };
  const seen = witness({
    fetch: async (request, arrival) =>
      new URL(request.url).pathname.startsWith("/.well-known/")
        ? new Response(null, { status: 404 })
        : app.fetch(request, arrival),
  });
  const port = await openers[name](seen.app);
  // Only now is the address known that the app calls itself by, in the challenge of its 401.
  const opened = openApp({ ...stage.config, publicUrl: port.url }, { extension });
  app = opened.app;
  return {
    url: port.url,
    callsOf: seen.callsOf,
    async [Symbol.asyncDispose]() {
      await port[Symbol.asyncDispose]();
      opened.backend.stop();
    },
  };
}
