import { createHash, randomBytes } from "node:crypto";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { Ports } from "@shop/core";
import type { Catalogue } from "@shop/search";
import { type Allowance, type Attempts, createAttempts } from "./attempts.ts";
import { createDocumentClient } from "./clients.ts";
import type { OpenCognito } from "./cognito-client.ts";
import type { Config } from "./config.ts";
import { createCursorSeal } from "./cursor-seal.ts";
import { type CallBudget, type Database, newMeter, openDatabase } from "./database.ts";
import { failureCode } from "./failures.ts";
import type { Identities } from "./identity.ts";
import { openCatalogue } from "./open-catalogue.ts";
import { orderStore } from "./order-store.ts";
import { productStore } from "./product-store.ts";
import { returnStore } from "./return-store.ts";
import { reviewStore } from "./review-store.ts";
import { createSignIn } from "./sign-in.ts";
import { loadSigningKey, once } from "./signing-key.ts";
import { watchThrottling } from "./throttling.ts";
import { createTurns } from "./turns.ts";

const idBytes = 10;
const setUpMs = 5000;

/** The clock, chance and arithmetic that the core does without. */
const world: Pick<Ports, "now" | "newId" | "digest"> = {
  now: () => new Date(),
  newId: (prefix) => `${prefix}-${randomBytes(idBytes).toString("hex")}`,
  digest: (text) => createHash("sha256").update(text).digest("hex"),
};

/** Everything of AWS that a server needs, wired for one stage. Connects to nothing until it is used. */
export function createBackend(
  config: Config,
  onError: (error: unknown) => void,
  onThrottled: () => void = () => undefined,
) {
  const client = watchThrottling(createDocumentClient(config), onThrottled);
  const { tables } = config;
  const inTurn = createTurns();
  const open = (budget: CallBudget) => openDatabase(client, tables, budget);
  const unmetered = () => open({ signal: AbortSignal.timeout(setUpMs), meter: newMeter() });
  const seal = createCursorSeal(once(() => loadSigningKey(unmetered())));
  const { open: openCognito, close: closeCognito } = lazyCognito(config);
  const attempts = createAttempts(Date.now);
  const { oauth, identities } = createSignIn({ config, open: unmetered, openCognito, attempts, onFailure: onError });

  const catalogue = openCatalogue(config, client, onError);

  return {
    /** The ports for one call: whatever they do ends with the call's signal and is counted on its meter. */
    open(budget: CallBudget): Ports {
      const db = open(budget);
      const stores = { ...productStore(db), ...orderStore(db, inTurn), ...reviewStore(db, inTurn), ...returnStore(db) };
      const { returnPolicy, dailySpendLimitMinor } = config;
      return { ...world, ...stores, ...seal, ...catalogueVerbs(catalogue, budget), returnPolicy, dailySpendLimitMinor };
    },

    ...signInVerbs(identities, open),
    ...countingVerbs(attempts, open),

    ...connectionVerbs(oauth),

    failureCode,

    /** Why this server cannot serve yet: the store does not answer, or the catalogue is not loaded. */
    async readiness(signal: AbortSignal): Promise<readonly string[]> {
      // The description of the products table: reads no item and takes no capacity.
      const asked = client.send(new DescribeTableCommand({ TableName: tables.products }), { abortSignal: signal });
      const answers = await asked.then(
        () => true,
        () => false,
      );
      return [
        ...(answers ? [] : ["The store does not answer"]),
        ...(catalogue.isReady() ? [] : ["The catalogue is not loaded"]),
      ];
    },

    /** Since the catalogue was last heard of; `undefined` before it is loaded. */
    catalogueAgeMs: () => catalogue.ageMs(),

    /** Starts following the catalogue. Until it is loaded, searches wait a little and then say `unavailable`. */
    start: () => catalogue.start(),

    stop(): void {
      catalogue.stop();
      client.destroy();
      closeCognito();
    },
  };
}

/** Cognito's client, loaded and made when it is first asked for. */
function lazyCognito(config: Config) {
  let opened: ReturnType<OpenCognito> | undefined;
  const open: OpenCognito = async () => {
    opened ??= import("./cognito-client.ts").then(({ createCognitoClient }) => createCognitoClient(config));
    return opened;
  };
  return { open, close: () => void opened?.then((client) => client.destroy()) };
}

const catalogueVerbs = (catalogue: Catalogue, { meter }: CallBudget): Pick<Ports, "searchCatalogue"> => ({
  async searchCatalogue(query) {
    const found = await catalogue.search(query);
    meter.catalogueAgeMs = catalogue.ageMs();
    return found;
  },
});

export type Backend = ReturnType<typeof createBackend>;

type Open = (budget: CallBudget) => Database;

const signInVerbs = (identities: Identities, open: Open) => ({
  identify: (token: string, budget: CallBudget) => identities.identify(open(budget), token),
  recallByPassword: (email: string, password: string, budget: CallBudget) =>
    identities.recallByPassword(open(budget), email, password),
  identifyByPassword: (email: string, password: string, budget: CallBudget) =>
    identities.identifyByPassword(open(budget), email, password),
  logIn: (email: string, password: string, budget: CallBudget) => identities.logIn(open(budget), email, password),
  logOut: (token: string, budget: CallBudget) => identities.logOut(open(budget), token),
});

const countingVerbs = (attempts: Attempts, open: Open) => ({
  countAttempt: (key: string, allowance: Allowance, budget: CallBudget) => attempts.count(open(budget), key, allowance),
  giveBackAttempt: (key: string, budget: CallBudget) => attempts.giveBack(open(budget), key),
  forgetAttempts: (key: string, budget: CallBudget) => attempts.forget(open(budget), key),
});

const connectionVerbs = (oauth: ReturnType<typeof createSignIn>["oauth"]) => ({
  /** What the authorization server asks for, and how it is set up; absent where the stage has none. */
  oauth: oauth && { ports: oauth.ports, settings: oauth.settings },
  listConnections: async (subject: string) => oauth?.ports.listConnections(subject) ?? [],
  endConnection: async (subject: string, connectionId: string) =>
    oauth?.ports.endConnection(subject, connectionId) ?? false,
});
