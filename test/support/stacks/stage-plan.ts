import { type Plan, type PlanOptions, planStage, type Resource } from "../../../scripts/support/plan/plan-stage.ts";
import { secretMark } from "../../../scripts/support/plan/provider-outputs.ts";

/** The plans that tests look at. What the deployer sets is the least that a deploy needs. */
const plans = {
  dev: { stage: "dev" },
  "pr-7": { stage: "pr-7", env: { ALLOWED_ORIGINS: "https://agent.example.com, https://studio.example.com" } },
  staging: { stage: "staging", env: { IMAGE_TAG: "test" } },
  production: {
    stage: "production",
    env: { IMAGE_TAG: "test", ALARM_EMAIL: "ops@example.com", LOG_LEVEL: "WARN", OAUTH_METADATA_HOSTS: "claude.ai" },
  },
  watched: { stage: "alice", env: { WATCH: "full" } },
  domain: { stage: "production", env: { IMAGE_TAG: "test", DOMAIN: "shop.example.com" } },
  snapshots: {
    stage: "production",
    env: { IMAGE_TAG: "test", ALARM_EMAIL: "ops@example.com", SEARCH_SNAPSHOTS: "on" },
  },
  live: { stage: "dev", dev: true },
  "live container": { stage: "staging", dev: true },
} satisfies Record<string, PlanOptions>;

export type PlanName = keyof typeof plans;
export const planNames = Object.keys(plans) as PlanName[];
/** Those of them that a customer could be served by. */
export const deployed = ["dev", "pr-7", "staging", "production", "domain"] as const satisfies readonly PlanName[];

/** Those that somebody is on call for. */
export const watchedStages = ["staging", "production", "domain", "watched"] as const satisfies readonly PlanName[];

export async function planned(name: PlanName): Promise<StagePlan> {
  return new StagePlan(await planStage(plans[name]));
}

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

const list = (value: string | string[]): string[] => [value].flat();

/** A plan, with the questions that tests ask of one. */
export class StagePlan {
  readonly plan: Plan;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Created resources of a type such as `ecs/service`. */
  all(type: string): Resource[] {
    const kind = type.split("/")[1] ?? "";
    const full = `aws:${type}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    return this.plan.resources.filter((resource) => !resource.read && resource.type === full);
  }

  /** Inputs of the only resource of a type, or of the one with this name. */
  one(type: string, name?: string): Record<string, any> {
    return this.resource(type, name).inputs;
  }

  resource(type: string, name?: string): Resource {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`Expected one ${type} ${name ?? ""}, found ${found.length}`);
    return only;
  }

  statements(role: string): Statement[] {
    const policies: { policy: string }[] = this.one("iam/role", role)["inlinePolicies"] ?? [];
    return policies.flatMap(({ policy }) =>
      JSON.parse(policy).Statement.map((statement: any) => ({
        actions: list(statement.Action),
        resources: list(statement.Resource),
      })),
    );
  }

  /** What the server itself may do, through whichever door: `dynamodb:GetItem arn:…`. */
  grants(): string[] {
    const role = this.all("iam/role").find(({ name }) => name === "ServerTaskRole" || name === "ServerRole");
    return this.statements(role?.name ?? "").flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    );
  }

  container(): Record<string, any> {
    const containers = JSON.parse(this.one("ecs/taskDefinition")["containerDefinitions"]);
    if (containers.length !== 1) throw new Error(`Expected one container, found ${containers.length}`);
    return containers[0];
  }

  /** The environment that the server of this stage starts with, without what the platform adds. */
  environment(): Record<string, string> {
    const [fn] = this.all("lambda/function");
    if (fn) return fn.inputs["environment"].variables;
    return Object.fromEntries(this.container()["environment"].map(({ name, value }: any) => [name, value]));
  }
}

/** The SSM parameters of a plan with their values, all of which it has to take for secrets. */
export function secretsOf(plan: StagePlan): Map<string, string> {
  return new Map(
    plan.all("ssm/parameter").map(({ name, inputs }) => {
      const { value, ...mark } = inputs["value"];
      if (JSON.stringify(mark) !== JSON.stringify(secretMark))
        throw new Error(`${name} would be in the state in clear`);
      return [inputs["name"], value];
    }),
  );
}

/** Everything of a plan that the state, the terminal and AWS would show in clear. */
export const shownOf = ({ plan }: StagePlan): string =>
  JSON.stringify(plan, (_, value) => (isSecret(value) ? "secret" : value));

/** Inputs with what came out of secrets: the address of a function, say, whose settings are encrypted. */
export const inClear = (inputs: Record<string, any>): Record<string, any> =>
  JSON.parse(JSON.stringify(inputs, (_, value) => (isSecret(value) ? value.value : value)));

const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(secretMark).every((key) => key in value);
