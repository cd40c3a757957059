import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";

/** Events reach a log group a little out of order: each look goes back that far. */
const overlapMs = 15_000;

/** Names of the log groups that a stage's servers write: of its function, and of its containers. */
export async function serverGroups(client: CloudWatchLogsClient, app: string, stage: string): Promise<string[]> {
  const names: string[] = [];
  for (const prefix of [`/aws/lambda/${app}-${stage}-`, `/ecs/${app}/${stage}`])
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: prefix }))
      names.push(...logGroups.flatMap(({ logGroupName }) => logGroupName ?? []));
  // A prefix of ECS takes in stages whose name begins the same; one of Lambda, stages with more after a dash.
  return names.filter((name) => name === `/ecs/${app}/${stage}` || name.startsWith(`/aws/lambda/${app}-${stage}-`));
}

/** Follows log groups from a time on (milliseconds since 1970): each look answers what is new, oldest first. */
export function followGroups(client: CloudWatchLogsClient, groups: readonly string[], since: number) {
  const seen = new Map<string, number>();
  let from = since;

  const lookInto = async (logGroupName: string): Promise<FilteredLogEvent[]> => {
    const found: FilteredLogEvent[] = [];
    const pages = paginateFilterLogEvents({ client }, { logGroupName, startTime: from });
    for await (const { events = [] } of pages) found.push(...events);
    return found;
  };

  return async (): Promise<string[]> => {
    const events = (await Promise.all(groups.map(lookInto))).flat();
    const fresh = events
      .filter(({ eventId = "" }) => !seen.has(eventId))
      .toSorted((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
    for (const { eventId = "", timestamp = 0 } of fresh) seen.set(eventId, timestamp);
    from = Math.max(from, (fresh.at(-1)?.timestamp ?? 0) - overlapMs);
    for (const [id, timestamp] of seen) if (timestamp < from) seen.delete(id);
    return fresh.map(({ message = "" }) => message.trimEnd());
  };
}
