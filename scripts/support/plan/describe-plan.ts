import { paint } from "../paint.ts";
import type { Plan, Resource } from "./plan-stage.ts";
import { estimate, pricesAsOf, usage } from "./prices.ts";

/** Groups for people, by the part of AWS that a type belongs to; the first that matches counts. */
const groups: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Data", /^aws:dynamodb/],
  ["Sign-in", /^aws:(cognito|ssm)/],
  ["Server", /^aws:(lambda|ecs|appautoscaling|servicediscovery)|^aws:s3/],
  ["Image", /^aws:ecr|^docker-build/],
  ["Front", /^aws:(apigateway|lb|cloudfront|acm|route53|wafv2)|^pulumi-nodejs/],
  ["Network", /^aws:ec2/],
  ["Rights", /^aws:iam/],
  ["Logs and alarms", /^aws:(cloudwatch|sns|budgets)/],
  ["Other", /./],
];

const kindOf = ({ type }: Resource): string =>
  (type.split(":").at(-1) ?? type).replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

const groupOf = ({ type }: Resource): string => groups.find(([, pattern]) => pattern.test(type))?.[0] ?? "Other";

export const createdBy = ({ resources }: Plan): Resource[] =>
  resources.filter(({ custom, read, type }) => custom && !read && !type.startsWith("pulumi:providers"));

/** The plan as lines for a terminal. */
export function describePlan(plan: Plan): string[] {
  const created = createdBy(plan);
  const byGroup = Map.groupBy(created, groupOf);
  const sections = groups.flatMap(([name]) => {
    const members = byGroup.get(name);
    return members ? ["", paint("cyan", name), ...linesOf(members)] : [];
  });
  const { stage, app } = plan;
  return [
    `${created.length} resources for stage ${stage} in ${app["providers"].aws.region}. Nothing was created.`,
    ...sections,
    "",
    ...costLines(plan),
    "",
    app["protect"]
      ? `Stage ${stage} is protected, and its tables and user pool outlive it.`
      : `npm run remove -- --stage ${stage} takes all of it away again, data included.`,
  ];
}

function linesOf(members: readonly Resource[]): string[] {
  const byKind = Map.groupBy(members, kindOf);
  return [...byKind].map(([kind, all]) => `  ${kind.padEnd(26)} ${paint("dim", all.map(detailOf).join(", "))}`);
}

function detailOf({ name, inputs }: Resource): string {
  const keys = [inputs["hashKey"], inputs["rangeKey"]].filter(Boolean).join(" + ");
  return keys ? `${name} (${keys})` : name;
}

function costLines({ resources }: Plan): string[] {
  const costs = estimate(resources);
  const total = costs.reduce((sum, { usd }) => sum + usd, 0);
  const rows = costs.map(({ what, usd }) => `  ${usd.toFixed(2).padStart(8)}  ${what}`);
  const basis = `${usage.requests.toLocaleString("en")} requests, ${usage.storedGb} GB stored, ${usage.logGb} GB of logs`;
  return [
    paint("cyan", `About ${total.toFixed(2)} USD a month`),
    ...rows,
    paint(
      "dim",
      `  For ${basis}; us-west-2, ${pricesAsOf}, free tiers of new accounts left out, CloudWatch's lasting one taken off.`,
    ),
  ];
}
