import type { OAuthPorts } from "@shop/oauth";
import type { CognitoLeg } from "./cognito-leg.ts";
import type { ConnectionRecords } from "./connection-records.ts";
import { hash } from "./records.ts";

type Connections = Pick<
  OAuthPorts,
  "saveConnection" | "renewConnection" | "groupsOf" | "endGrant" | "listConnections" | "endConnection"
>;

interface Deps {
  readonly records: ConnectionRecords;
  readonly cognito: Pick<CognitoLeg, "renew" | "endSignIn">;
  /** Hears when the sign-in behind a grant could not be ended at Cognito; the grant is ended all the same. */
  readonly onFailure: (error: unknown) => void;
  /** Hears of every grant that ends through this process, by the id of its connection. */
  readonly onEnd: (connectionId: string) => void;
}

/** The apps that act for people, and the sign-in at Cognito behind each of them. */
export function createConnections({ records, cognito, onFailure, onEnd }: Deps): Connections {
  async function end(connectionId: string): Promise<void> {
    const ended = await records.remove(connectionId);
    onEnd(connectionId);
    if (ended) await cognito.endSignIn(ended.refreshToken).catch(onFailure);
  }

  return {
    saveConnection: (connection, { groups, refreshToken }) =>
      records.add({ ...connection, scopes: [...connection.scopes], groups: [...groups], refreshToken }),

    async renewConnection(grantId) {
      const connection = await records.find(hash(grantId));
      if (!connection) return undefined;
      const renewed = await cognito.renew(connection.refreshToken);
      if (renewed) await records.replace({ ...connection, ...renewed });
      if (renewed) return renewed;
      // Where the app client rotates refresh tokens, a renewal at the same moment may have taken this one's place.
      const latest = await records.find(hash(grantId));
      return latest?.refreshToken === connection.refreshToken ? undefined : latest;
    },

    groupsOf: async (grantId) => (await records.find(hash(grantId)))?.groups ?? [],
    endGrant: (grantId) => end(hash(grantId)),
    listConnections: (subject) => records.list(subject),

    async endConnection(subject, connectionId) {
      if ((await records.find(connectionId))?.subject !== subject) return false;
      await end(connectionId);
      return true;
    },
  };
}
