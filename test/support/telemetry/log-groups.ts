import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface LogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
}

const pageSize = 2;

/**
 * A stand-in for CloudWatch Logs, as its JSON protocol is on the wire: `DescribeLogGroups` and `FilterLogEvents`, in
 * pages. Source: Amazon CloudWatch Logs API reference.
 */
export async function startLogGroups(groups: Record<string, LogEvent[]>) {
  const operations: Record<string, (input: any) => object> = {
    DescribeLogGroups: ({ logGroupNamePrefix }) => ({
      logGroups: Object.keys(groups)
        .filter((name) => name.startsWith(logGroupNamePrefix))
        .map((logGroupName) => ({ logGroupName })),
    }),
    FilterLogEvents({ logGroupName, startTime, nextToken = "0" }) {
      const events = (groups[logGroupName] ?? []).filter(({ timestamp }) => timestamp >= startTime);
      const end = Number(nextToken) + pageSize;
      return { events: events.slice(Number(nextToken), end), ...(end < events.length && { nextToken: String(end) }) };
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = operations[String(request.headers["x-amz-target"]).split(".").at(-1) ?? ""];
    const answer = operation?.(JSON.parse(Buffer.concat(chunks).toString()));
    response
      .writeHead(answer ? 200 : 400, { "content-type": "application/x-amz-json-1.1" })
      .end(JSON.stringify(answer ?? { __type: "UnknownOperationException" }));
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
