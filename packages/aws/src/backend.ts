import { createHash, randomBytes } from "node:crypto";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { Ports } from "@shop/core";
import { createCognitoClient, createDocumentClient } from "./clients.ts";
import type { Config } from "./config.ts";
import { createCursorSeal } from "./cursor-seal.ts";
import { type CallBudget, openDatabase } from "./database.ts";
import { createIdentities } from "./identity.ts";
import { logInWithPassword } from "./login.ts";
import { orderStore } from "./order-store.ts";
import { createProductFeed } from "./product-feed.ts";
import { productStore } from "./product-store.ts";
import { returnStore } from "./return-store.ts";
import { reviewStore } from "./review-store.ts";
import { loadSigningKey, once } from "./signing-key.ts";
import { createTokenVerifier } from "./token-verifier.ts";
import { createTurns } from "./turns.ts";

const idBytes = 10;
const setUpMs = 5000;

/** Everything of AWS that a server needs, wired for one stage. Connects to nothing until it is used. */
export function createBackend(config: Config) {
  const client = createDocumentClient(config);
  const { tables } = config;
  const inTurn = createTurns();
  const open = (budget: CallBudget) => openDatabase(client, tables, budget);
  const unmetered = () => open({ signal: AbortSignal.timeout(setUpMs), meter: { requests: 0, units: 0 } });
  const seal = createCursorSeal(once(() => loadSigningKey(unmetered())));
  const identities = createIdentities({
    verifyToken: createTokenVerifier(config),
    logIn: logInWithPassword(createCognitoClient(config), config),
    now: Date.now,
  });

  return {
    productFeed: createProductFeed(client, tables),

    /** The ports for one call: whatever they do ends with the call's signal and is counted on its meter. */
    open(budget: CallBudget): Omit<Ports, "searchCatalogue"> {
      const db = open(budget);
      return {
        ...productStore(db),
        ...orderStore(db, inTurn),
        ...reviewStore(db, inTurn),
        ...returnStore(db),
        ...seal,
        returnPolicy: config.returnPolicy,
        now: () => new Date(),
        newId: (prefix) => `${prefix}-${randomBytes(idBytes).toString("hex")}`,
        digest: (text) => createHash("sha256").update(text).digest("hex"),
      };
    },

    identify: (token: string, budget: CallBudget) => identities.identify(open(budget), token),
    identifyByPassword: (email: string, password: string, budget: CallBudget) =>
      identities.identifyByPassword(open(budget), email, password),
    logIn: (email: string, password: string, budget: CallBudget) => identities.logIn(open(budget), email, password),
    logOut: (token: string, budget: CallBudget) => identities.logOut(open(budget), token),

    /** Throws when the store does not answer. Reads the products table's description: no item, no capacity. */
    async checkStore(signal: AbortSignal): Promise<void> {
      await client.send(new DescribeTableCommand({ TableName: tables.products }), { abortSignal: signal });
    },

    close(): void {
      client.destroy();
    },
  };
}

export type Backend = ReturnType<typeof createBackend>;
