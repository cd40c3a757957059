import { type Parts, serverEnvironment } from "./environment.ts";
import { serverPermissions } from "./permissions.ts";
import { appName, type StageSettings, taskSize } from "./stage.ts";

export const port = 8000;
export const clientAddressHeader = "x-client-address";
/** Cloud Map and load balancers go on sending for a while after a task has been told to stop. */
const drainMs = 15_000;
const stopSeconds = 60;
/** Where the image says that the search index is. */
const indexFolder = "/shop/index";
const indexVolume = "index";

type ServiceArgs = sst.aws.ServiceArgs;

interface Place {
  readonly network: sst.aws.Vpc;
  readonly repository: aws.ecr.Repository;
  readonly image: $util.Input<string>;
  /** How it is reached, and what that asks for. */
  readonly front: Pick<ServiceArgs, "serviceRegistry" | "loadBalancer"> & {
    readonly transform?: ServiceArgs["transform"];
  };
}

export const serviceLogs = (stage: string): string => `/ecs/${appName}/${stage}`;

/** The server as a service on Fargate, of the smallest ARM task. Under `sst dev` it runs on the developer's machine. */
export function createService(settings: StageSettings, place: Place, parts: Parts) {
  const { production, stage } = settings;
  const cluster = new sst.aws.Cluster("Cluster", { vpc: place.network });
  const logGroup = serviceLogs(stage);
  const { transform, ...front } = place.front;
  const environment = containerEnvironment(settings, parts);
  const service = new sst.aws.Service("Server", {
    ...front,
    cluster,
    image: place.image,
    architecture: "arm64",
    cpu: `${taskSize.vcpu} vCPU`,
    memory: `${taskSize.gb} GB`,
    scaling: scaling(production),
    // Spot tasks cost a third and can be taken away at two minutes' notice: production keeps one that cannot.
    capacity: production ? { fargate: { base: 1, weight: 1 }, spot: { weight: 1 } } : "spot",
    environment,
    permissions: serverPermissions(parts),
    health: {
      command: ["CMD", "node", "health-check.mjs"],
      startPeriod: "30 seconds",
      interval: "15 seconds",
      timeout: "5 seconds",
      retries: 3,
    },
    logging: { name: logGroup, retention: settings.logRetention },
    wait: production,
    dev: { command: "npm run container", url: `http://localhost:${port}`, autostart: true },
    transform: {
      ...transform,
      taskDefinition: (args) => {
        args.volumes = [{ name: indexVolume }];
        args.containerDefinitions = $jsonStringify(
          $util.all([$jsonParse(args.containerDefinitions), environment]).apply(harden),
        );
      },
      taskRole: (args) => {
        // Beside the grants SST's policy opens a shell into the task, which nobody gets here.
        args.inlinePolicies = [{ name: "server", policy: policyOf(serverPermissions(parts)) }];
      },
      executionRole: (args) => {
        // SST's would read every secret of the account, AWS's every image and every log group.
        args.managedPolicyArns = [];
        args.inlinePolicies = [
          { name: "start", policy: policyOf(startPermissions(settings, place.repository, logGroup)) },
        ];
      },
      service: {
        deploymentMinimumHealthyPercent: 100,
        deploymentMaximumPercent: 200,
        enableExecuteCommand: false,
        propagateTags: "SERVICE",
      },
    },
  });
  return { cluster, service };
}

const scaling = (production: boolean): ServiceArgs["scaling"] => ({
  min: 1,
  max: production ? 4 : 2,
  cpuUtilization: 60,
  memoryUtilization: 80,
  scaleInCooldown: "5 minutes",
  scaleOutCooldown: "1 minute",
});

const containerEnvironment = (settings: StageSettings, parts: Parts) => ({
  ...serverEnvironment(settings, parts),
  AWS_REGION: settings.region,
  HOST: "0.0.0.0",
  PORT: String(port),
  SHUTDOWN_DRAIN_MS: String(drainMs),
  // Powertools takes Fargate for Lambda and would look for a tracing daemon that is not there.
  POWERTOOLS_TRACE_ENABLED: "false",
  // Set by what stands in front, whose own address is all that the server sees otherwise.
  CLIENT_ADDRESS_HEADER: clientAddressHeader,
});

/** What SST leaves open and has no argument for. Of the environment only ours stays. */
const harden = ([containers, environment]: [readonly object[], Record<string, string>]) =>
  containers.map((container) => ({
    ...container,
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    user: "1000:1000",
    readonlyRootFilesystem: true,
    // A piece of the task's own disk. Its owner is the one of the folder in the image, where it is declared a volume.
    mountPoints: [{ sourceVolume: indexVolume, containerPath: indexFolder, readOnly: false }],
    pseudoTerminal: false,
    stopTimeout: stopSeconds,
    portMappings: [{ containerPort: port, protocol: "tcp", appProtocol: "http", name: "http" }],
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
  }));

interface Permission {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
}

const policyOf = (permissions: readonly Permission[]) =>
  aws.iam.getPolicyDocumentOutput({ statements: permissions.map((permission) => ({ effect: "Allow", ...permission })) })
    .json;

/** What ECS itself does to start a task: fetch the image, and hand over its log. */
function startPermissions({ region }: StageSettings, repository: aws.ecr.Repository, logGroup: string): Permission[] {
  const account = aws.getCallerIdentityOutput().accountId;
  return [
    // Takes no resource. Source: Service Authorization Reference, Amazon ECR.
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [repository.arn],
    },
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [$interpolate`arn:aws:logs:${region}:${account}:log-group:${logGroup}:*`],
    },
  ];
}
