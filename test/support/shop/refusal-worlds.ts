import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Door, type DoorName, openDoor } from "../doors.ts";
import { type FaultyDatabase, openFaultyDatabase } from "../faults.ts";
import { openApp } from "../stage.ts";
import { type Floor, openFloor } from "./floor.ts";

/** The shop, and the same shop where something is wrong with its database. */
export interface Worlds {
  readonly floor: Floor;
  /** Nobody listens where the database should be. */
  readonly gone: Door;
  /** The database takes requests and never answers. */
  readonly silent: Door;
  /** The database does as `faulty.meddle` says. */
  readonly meddled: Door;
  readonly faulty: FaultyDatabase;
  close(): Promise<void>;
}

const limit = { DAILY_SPEND_LIMIT_MINOR: "1000000", CONFIRM_ABOVE_MINOR: "500000" };

export async function openWorlds(open: Parameters<typeof openFloor>[0], name: DoorName): Promise<Worlds> {
  const floor = await openFloor(open, limit);
  const hole = createServer(() => undefined);
  await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
  const faulty = await openFaultyDatabase(floor.stage.engine.url);
  const { config } = floor.stage;
  const apps = [
    openApp({ ...config, dynamodbEndpoint: "http://127.0.0.1:9" }),
    openApp({
      ...config,
      requestDeadlineMs: 200,
      dynamodbEndpoint: `http://127.0.0.1:${(hole.address() as AddressInfo).port}`,
    }),
    openApp({ ...config, dynamodbEndpoint: faulty.url }),
  ] as const;
  const [gone, silent, meddled] = await Promise.all([
    openDoor(name, apps[0].app),
    openDoor(name, apps[1].app),
    openDoor(name, apps[2].app),
  ]);
  return {
    floor,
    gone,
    silent,
    meddled,
    faulty,
    async close() {
      for (const { backend } of apps) backend.stop();
      for (const door of [gone, silent, meddled]) await door[Symbol.asyncDispose]();
      hole.closeAllConnections();
      hole.close();
      await faulty.stop();
      await floor.close();
    },
  };
}
