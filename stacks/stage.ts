/** What differs between stages. Knows nothing of SST, so that plain tests cover it. */
export interface StageSettings {
  readonly stage: string;
  readonly region: string;
  readonly production: boolean;
  /** A function for people and pull requests, the container where customers are. */
  readonly compute: "lambda" | "fargate";
  /** The name under which the stage is reached through CloudFront and a load balancer; absent = its API's own. */
  readonly domain: string | undefined;
  readonly alarmEmail: string | undefined;
  /** Dashboard and alarms for people on call, or two alarms that cost next to nothing. */
  readonly watch: "full" | "little";
  /** Where docs/runbook.md can be read: alarms name its sections. */
  readonly runbook: string;
  /** What the whole account may cost in a month before somebody is told. */
  readonly monthlyBudgetUsd: number;
  /** Availability zones of the network; absent = any two. Not every zone has VPC links. */
  readonly zones: readonly string[] | undefined;
  /** True where servers share their search index through S3: worth it for large catalogues. */
  readonly snapshots: boolean;
  readonly logRetention: "1 week" | "3 months";
  /** What the deployer decides about the shop: goes to the server as it is. */
  readonly choices: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

export const appName = "ecommerce-mcp";
/** The smallest that Fargate has. */
export const taskSize = { vcpu: 0.25, gb: 0.5 } as const;
export const functionGb = 0.5;
const containerStages = new Set(["staging", "production"]);
const namePattern = /^[a-z0-9](-?[a-z0-9])*$/;
/** Leaves room for it in the names of roles and functions (64 characters). */
const nameLimit = 24;

/** Variables of the server that the deployer may set, each with a default of its own. */
export const choiceNames = [
  "ALLOWED_ORIGINS",
  "LOG_LEVEL",
  "LOG_SAMPLE_RATE",
  "REQUEST_DEADLINE_MS",
  "RETURN_WINDOW_DAYS",
  "RETURN_WINDOW_DAYS_BY_CATEGORY",
  "DAILY_SPEND_LIMIT_MINOR",
  "CONFIRM_ABOVE_MINOR",
  "SEARCH_SNAPSHOT_MINUTES",
  "OAUTH_CLIENTS",
  "OAUTH_METADATA_HOSTS",
  "OAUTH_REGISTRATIONS_PER_HOUR",
] as const;

/** Throws one line when the stage's name could not work, or DOMAIN is set where it has no meaning. */
export function stageSettings(stage: string, env: Env): StageSettings {
  checkName(stage);
  const production = stage === "production";
  const compute = containerStages.has(stage) ? "fargate" : "lambda";
  const domain = env["DOMAIN"] || undefined;
  if (domain && compute === "lambda")
    throw new Error(`DOMAIN goes with staging and production; stage ${stage} has the address of its API.`);
  return {
    stage,
    region: env["AWS_REGION"] || "us-west-2",
    production,
    compute,
    domain,
    alarmEmail: env["ALARM_EMAIL"] || undefined,
    watch: watchOf(env, compute),
    runbook: env["RUNBOOK_URL"] || "docs/runbook.md",
    monthlyBudgetUsd: budgetOf(env, domain),
    zones: env["VPC_ZONES"] ? env["VPC_ZONES"].split(",") : undefined,
    snapshots: env["SEARCH_SNAPSHOTS"] === "on",
    logRetention: production ? "3 months" : "1 week",
    choices: Object.fromEntries(choiceNames.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
}

function checkName(stage: string): void {
  if (stage.length > nameLimit || !namePattern.test(stage))
    throw new Error(
      `A stage is named with up to ${nameLimit} small letters, digits and single dashes, not "${stage}".`,
    );
}

function watchOf(env: Env, compute: StageSettings["compute"]): StageSettings["watch"] {
  const asked = env["WATCH"] || (compute === "fargate" ? "full" : "little");
  if (asked !== "full" && asked !== "little") throw new Error(`WATCH is "full" or "little", not "${asked}".`);
  return asked;
}

/** About twice what the plan estimates. */
function budgetOf(env: Env, domain: string | undefined): number {
  const asked = env["MONTHLY_BUDGET_USD"] || (domain ? "120" : "50");
  if (!/^[1-9]\d{0,6}$/.test(asked))
    throw new Error(`MONTHLY_BUDGET_USD is a whole number of dollars, not "${asked}".`);
  return Number(asked);
}

/** What SST asks first: names, providers, and what a removal leaves behind. */
export function appSettings(stage: string, env: Env) {
  const { production, region } = stageSettings(stage, env);
  return {
    name: appName,
    home: "aws" as const,
    version: ">= 4.17.1 < 5",
    removal: production ? ("retain" as const) : ("remove" as const),
    protect: production,
    // Snapshots of SST's own state to look back at.
    state: { retention: production ? 30 : 5 },
    providers: {
      aws: { region: region as "us-west-2", defaultTags: { tags: { app: appName, stage } } },
      "docker-build": "0.0.14",
      // The version that SST's own components come with.
      random: "4.16.6",
    },
  };
}
