import { choiceNames } from "../../../stacks/stage.ts";

/** Every variable of the deployer's own environment that decides what a deploy makes. */
export const deployerNames: readonly string[] = [
  ...["AWS_REGION", "DOMAIN", "ALARM_EMAIL", "VPC_ZONES", "IMAGE_TAG"],
  ...["WATCH", "RUNBOOK_URL", "MONTHLY_BUDGET_USD"],
  ...choiceNames,
];
