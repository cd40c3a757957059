import type { Ports } from "@shop/core";
import { commit } from "./commit.ts";
import { type Database, getAll } from "./database.ts";
import { toReturn } from "./items/return-item.ts";

export const returnStore = (db: Database): Pick<Ports, "findReturns" | "commit"> => ({
  async findReturns(returnIds) {
    const keys = returnIds.map((return_id) => ({ return_id }));
    const found = (await getAll(db, db.tables.returns, keys)).map(toReturn);
    return found.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  },

  commit: (change) => commit(db, change, new Date().toISOString()),
});
