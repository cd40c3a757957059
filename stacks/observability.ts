import { createAlarms, type Rule } from "./alarms.ts";
import { createBudget } from "./budget.ts";
import { createDashboard } from "./dashboard.ts";
import type { Service } from "./metrics.ts";
import { createQueries } from "./queries.ts";
import { balancerRules, functionRules, gatewayRules, productionRules, serviceRules, shopRules } from "./rules.ts";
import type { StageSettings } from "./stage.ts";
import type { StageTables } from "./tables.ts";

/** What a stage consists of, as far as somebody on call looks at it. */
export interface Watched {
  readonly settings: StageSettings;
  readonly tables: StageTables;
  readonly logGroup: $util.Input<string>;
  readonly front: { readonly gateway: $util.Input<string> } | { readonly balancer: $util.Input<string> };
  readonly compute: Service | { readonly fn: $util.Input<string> };
}

/** Queries for every stage; dashboard and alarms where somebody is on call, and two alarms that cost cents elsewhere. */
export function watch(watched: Watched): void {
  const { settings, logGroup } = watched;
  createQueries(settings, logGroup);
  const alarms = createAlarms(settings, rulesOf(watched));
  if (settings.watch === "full") createDashboard(watched, alarms);
  if (settings.production) createBudget(settings);
}

function rulesOf({ settings, tables, front, compute }: Watched): Rule[] {
  const { stage, production, watch: much } = settings;
  const ofCompute = "fn" in compute ? functionRules(compute.fn) : serviceRules(compute);
  if (much === "little") return ofCompute;
  return [
    ...shopRules(stage),
    ...(production ? productionRules(stage, tables) : []),
    ...("gateway" in front ? gatewayRules(front.gateway) : balancerRules(front.balancer)),
    ...ofCompute,
  ];
}
