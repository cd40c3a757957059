import { createAlarms, type Rule } from "./alarms.ts";
import { createBudget } from "./budget.ts";
import { createDashboard } from "./dashboard.ts";
import { createQueries } from "./queries.ts";
import { balancerRules, functionRules, gatewayRules, productionRules, serviceRules, shopRules } from "./rules.ts";
import type { Watched } from "./watched.ts";

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
