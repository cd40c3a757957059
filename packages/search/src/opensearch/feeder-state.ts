import { type ClusterPorts, demand } from "./cluster.ts";
import { stateIndex } from "./index-definition.ts";

/** What the servers of a stage tell each other about an index, through one document in the cluster. */
export interface FeederState {
  /** ISO 8601: everything that was written to the table before is in the index. */
  readonly checkpoint?: string | undefined;
  /** True once the whole table has been read. */
  readonly complete: boolean;
  /** Who feeds the index, and until when nobody else is to begin (milliseconds since 1970). */
  readonly holder: string;
  readonly until: number;
}

/** The state as it was read, and which version of it that was; no version when there is none yet. */
export interface SeenState {
  readonly state: FeederState | undefined;
  readonly version: { readonly seqNo: number; readonly primaryTerm: number } | undefined;
}

const nothing = 404;
const conflict = 409;

export async function readState(ports: ClusterPorts, index: string): Promise<SeenState> {
  const { status, body } = await demand(ports, { method: "GET", path: `/${stateIndex}/_doc/${index}` }, [nothing]);
  if (status === nothing) return { state: undefined, version: undefined };
  const found = body as { _seq_no: number; _primary_term: number; _source: FeederState };
  return { state: found._source, version: { seqNo: found._seq_no, primaryTerm: found._primary_term } };
}

/** Writes the state if it still is the one that was seen; `undefined` when somebody else was first. */
export async function saveState(
  ports: ClusterPorts,
  index: string,
  { version }: Pick<SeenState, "version">,
  state: FeederState,
): Promise<SeenState | undefined> {
  const path = version
    ? `/${stateIndex}/_doc/${index}?if_seq_no=${version.seqNo}&if_primary_term=${version.primaryTerm}`
    : `/${stateIndex}/_create/${index}`;
  const { status, body } = await demand(ports, { method: "PUT", path, body: state }, [conflict]);
  if (status === conflict) return undefined;
  const saved = body as { _seq_no: number; _primary_term: number };
  return { state, version: { seqNo: saved._seq_no, primaryTerm: saved._primary_term } };
}
