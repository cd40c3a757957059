/** One request to the cluster's REST API. */
export interface ClusterRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** With its query, if any. */
  readonly path: string;
  /** JSON, or lines of JSON (`_bulk`); absent = no body. */
  readonly body?: object | readonly object[];
}

export interface ClusterAnswer {
  readonly status: number;
  /** Parsed JSON; an empty object when there was none. */
  readonly body: unknown;
}

/** What the catalogue needs of a cluster. Rejects when nobody answers; every status is an answer. */
export interface ClusterPorts {
  askCluster(request: ClusterRequest): Promise<ClusterAnswer>;
}

/** The cluster refused: with its status and the type of its reason, and none of its words. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";

  constructor({ method, path }: ClusterRequest, { status, body }: ClusterAnswer) {
    super(`The search cluster answered ${method} ${path} with ${status} ${errorTypeOf(body)}`.trimEnd());
  }
}

/** Asks for something that has to work. */
export async function demand(
  ports: ClusterPorts,
  request: ClusterRequest,
  alsoGood: readonly number[] = [],
): Promise<ClusterAnswer> {
  const answer = await ports.askCluster(request);
  const isGood = (answer.status >= 200 && answer.status < 300) || alsoGood.includes(answer.status);
  if (!isGood) throw new ClusterError(request, answer);
  return answer;
}

export const errorTypeOf = (body: unknown): string => {
  const { error } = body as { error?: { type?: unknown } };
  return typeof error?.type === "string" ? error.type : "";
};
