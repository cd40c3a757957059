import { balanced, balancerTransform, createDistribution } from "./balancer.ts";
import type { Parts } from "./environment.ts";
import { createService, port, serviceLogs } from "./fargate.ts";
import { createGateway, routeToService } from "./gateway.ts";
import { createIdentity } from "./identity.ts";
import { buildImage, createRepository } from "./image.ts";
import { createFunction } from "./lambda.ts";
import { createTools, localUrl } from "./live.ts";
import { createNetwork } from "./network.ts";
import { watch } from "./observability.ts";
import { createSecrets } from "./secrets.ts";
import { createSnapshots } from "./snapshots.ts";
import { type StageSettings, stageSettings } from "./stage.ts";
import { createTables } from "./tables.ts";
import type { Watched } from "./watched.ts";

/** Everything one stage consists of. Returns what `sst deploy` prints. */
export function createStage(stage: string, env: Readonly<Record<string, string | undefined>>) {
  const settings = stageSettings(stage, env);
  if (settings.compute === "lambda") return createFunctionStage(settings);
  const tag = env["IMAGE_TAG"] || `local-${Date.now()}`;
  return settings.domain ? createBalancedStage(settings, settings.domain, tag) : createGatewayStage(settings, tag);
}

function createFunctionStage(settings: StageSettings) {
  const gateway = createGateway(settings);
  const parts = createParts(settings, gateway.url);
  const { server, logs } = createFunction(settings, gateway, parts);
  // Under `sst dev` the server's log is on the developer's screen.
  if (!$dev)
    watch({
      ...{ settings, tables: parts.tables, logGroup: logs.name },
      front: { gateway: gateway.nodes.api.id },
      // SST makes the function from a key, so Pulumi takes its name for a secret, and would hide the dashboard's changes.
      compute: { fn: $util.unsecret($util.output(server.name)) },
    });
  return outputsOf(parts);
}

/** The container behind the gateway, which finds it in Cloud Map: HTTPS without a domain, a load balancer or NAT. */
function createGatewayStage(settings: StageSettings, tag: string) {
  const network = createNetwork(settings);
  const gateway = createGateway(settings, network);
  const parts = createParts(settings, $dev ? localUrl : gateway.url);
  const repository = createRepository(settings);
  // A task is listed once its health check passes; SST has no argument for it.
  $transform(aws.servicediscovery.Service, (args) => {
    if (args) args.healthCheckCustomConfig = { failureThreshold: 1 };
  });
  const running = createService(
    settings,
    { network, repository, image: $dev ? "" : buildImage(repository, tag), front: { serviceRegistry: { port } } },
    parts,
  );
  // Under `sst dev` there is no service to send to.
  if (!$dev) {
    routeToService(gateway, running.service);
    watchService(settings, parts, { running, front: { gateway: gateway.nodes.api.id } });
  }
  return outputsOf(parts);
}

function createBalancedStage(settings: StageSettings, domain: string, tag: string) {
  const network = createNetwork(settings);
  const parts = createParts(settings, $dev ? localUrl : `https://${domain}`);
  const repository = createRepository(settings);
  const front = { loadBalancer: balanced(domain), transform: balancerTransform() };
  const image = $dev ? "" : buildImage(repository, tag);
  const running = createService(settings, { network, repository, image, front }, parts);
  if (!$dev) {
    createDistribution(domain, running.service);
    const front = { balancer: running.service.nodes.loadBalancer.arnSuffix };
    watchService(settings, parts, { running, front });
  }
  return outputsOf(parts);
}

interface Running {
  readonly running: ReturnType<typeof createService>;
  readonly front: Watched["front"];
}

const watchService = (settings: StageSettings, { tables }: Parts, { running, front }: Running): void =>
  watch({
    ...{ settings, tables, front, logGroup: serviceLogs(settings.stage) },
    compute: { cluster: running.cluster.nodes.cluster.name, service: running.service.nodes.service.name },
  });

function createParts(settings: StageSettings, publicUrl: $util.Input<string>): Parts {
  const identity = createIdentity(settings, addressesOf(settings, publicUrl));
  const secrets = createSecrets(settings, identity);
  const parts = { tables: createTables(settings), identity, secrets, publicUrl, snapshots: createSnapshots(settings) };
  createTools(settings, parts);
  return parts;
}

/** Where people come back to from signing in; for stages without customers also to the developer's machine. */
const addressesOf = ({ compute }: StageSettings, publicUrl: $util.Input<string>): $util.Input<string>[] =>
  compute === "lambda" ? [publicUrl, localUrl] : [publicUrl];

const outputsOf = ({ identity, publicUrl }: Parts) => ({
  url: publicUrl,
  userPoolId: identity.pool.id,
  clientId: identity.login.id,
  brokerClientId: identity.broker.id,
});
