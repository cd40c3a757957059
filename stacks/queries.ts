import { queryName, savedQueries } from "./saved-queries.ts";
import type { StageSettings } from "./stage.ts";

/** The saved queries on the server's log. They cost nothing until somebody runs one. */
export function createQueries({ stage }: StageSettings, logGroup: $util.Input<string>): void {
  for (const [title, queryString] of Object.entries(savedQueries))
    new aws.cloudwatch.QueryDefinition(`Query${title.replace(/\W/g, "")}`, {
      name: queryName(stage, title),
      queryString,
      logGroupNames: [logGroup],
    });
}
