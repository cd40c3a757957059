import { listen } from "@shop/container";
import type { App } from "@shop/server";
import { freePort } from "../../../scripts/support/ports.ts";
import type { DoorName } from "../doors.ts";
import { openLambdaFront } from "../lambda/http-front.ts";
import { openStage, type Stage } from "../stage.ts";

/** A stage behind a door on a port of its own, which calls itself by the address it has: for real clients. */
export interface Place extends AsyncDisposable {
  readonly stage: Stage;
  /** Issuer, audience, and where clients are pointed. */
  readonly url: string;
}

type StageOptions = NonNullable<Parameters<typeof openStage>[0]>;

const openers: Record<DoorName, (app: App, port: number) => Promise<() => void | PromiseLike<void>>> = {
  async container(app, port) {
    const server = await listen(app, { host: "127.0.0.1", port });
    return () => {
      server.closeAllConnections();
      server.close();
    };
  },
  async lambda(app, port) {
    const front = await openLambdaFront(app, port);
    return () => front[Symbol.asyncDispose]();
  },
};

export async function openPlace(door: DoorName = "container", options: StageOptions = {}): Promise<Place> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const stage = await openStage({ ...options, env: { ...options.env, PUBLIC_URL: url } });
  const close = await openers[door](stage.app, port);
  return {
    stage,
    url,
    async [Symbol.asyncDispose]() {
      await close();
      await stage.stop();
    },
  };
}
