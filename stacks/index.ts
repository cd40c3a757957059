import { createAlarms, watchBalancer, watchGateway, watchService } from "./alarms.ts";
import { balanced, balancerTransform, createDistribution } from "./balancer.ts";
import type { Parts } from "./environment.ts";
import { createService, port } from "./fargate.ts";
import { createGateway, routeToService } from "./gateway.ts";
import { createIdentity } from "./identity.ts";
import { buildImage, createRepository } from "./image.ts";
import { createFunction } from "./lambda.ts";
import { createTools } from "./live.ts";
import { createNetwork } from "./network.ts";
import { createSnapshots } from "./snapshots.ts";
import { type StageSettings, stageSettings } from "./stage.ts";
import { createTables } from "./tables.ts";

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
  createFunction(settings, gateway, parts);
  return outputsOf(parts);
}

/** The container behind the gateway, which finds it in Cloud Map: HTTPS without a domain, a load balancer or NAT. */
function createGatewayStage(settings: StageSettings, tag: string) {
  const network = createNetwork(settings);
  const gateway = createGateway(settings, network);
  const parts = createParts(settings, gateway.url);
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
    const add = createAlarms(settings);
    watchGateway(add, gateway);
    watchService(add, running);
  }
  return outputsOf(parts);
}

function createBalancedStage(settings: StageSettings, domain: string, tag: string) {
  const network = createNetwork(settings);
  const parts = createParts(settings, `https://${domain}`);
  const repository = createRepository(settings);
  const front = { loadBalancer: balanced(domain), transform: balancerTransform() };
  const image = $dev ? "" : buildImage(repository, tag);
  const running = createService(settings, { network, repository, image, front }, parts);
  if (!$dev) {
    createDistribution(domain, running.service);
    const add = createAlarms(settings);
    watchBalancer(add, running.service);
    watchService(add, running);
  }
  return outputsOf(parts);
}

function createParts(settings: StageSettings, publicUrl: $util.Input<string>): Parts {
  const snapshots = createSnapshots(settings);
  const parts = { tables: createTables(settings), identity: createIdentity(settings, publicUrl), publicUrl, snapshots };
  createTools(settings, parts);
  return parts;
}

const outputsOf = ({ identity, publicUrl }: Parts) => ({
  url: publicUrl,
  userPoolId: identity.pool.id,
  clientId: identity.login.id,
  brokerClientId: identity.broker.id,
});
