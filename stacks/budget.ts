import { appName, type StageSettings } from "./stage.ts";

/**
 * Tells ALARM_EMAIL when the month will cost more than it may. It counts the whole account: custom metrics and some
 * transfer carry no tags, and a budget on tags counts nothing until somebody activates them for billing. Free, and not
 * bound to a region as AWS/Billing's EstimatedCharges is.
 */
export function createBudget({ stage, alarmEmail, monthlyBudgetUsd }: StageSettings): void {
  if (!alarmEmail) return;
  const notice = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
    ...{ notificationType, threshold, thresholdType: "PERCENTAGE", comparisonOperator: "GREATER_THAN" },
    subscriberEmailAddresses: [alarmEmail],
  });
  new aws.budgets.Budget("SpendingHigh", {
    name: `${appName}-${stage}-SpendingHigh`,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(monthlyBudgetUsd),
    limitUnit: "USD",
    notifications: [notice("ACTUAL", 80), notice("FORECASTED", 100)],
  });
}
