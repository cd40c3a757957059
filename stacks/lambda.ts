import { type Parts, serverEnvironment } from "./environment.ts";
import { functionBundle } from "./function-bundle.ts";
import { serverPermissions } from "./permissions.ts";
import { functionGb, type StageSettings } from "./stage.ts";

/** The server as one function behind the gateway. Under `sst dev` it runs on the developer's machine. */
export function createFunction(settings: StageSettings, gateway: sst.aws.ApiGatewayV2, parts: Parts) {
  const logs = new aws.cloudwatch.LogGroup("ServerLogs", {
    namePrefix: `/aws/lambda/${$app.name}-${settings.stage}-`,
    retentionInDays: 7,
  });
  const variables = serverEnvironment(settings, parts);
  const server = new sst.aws.Function("Server", {
    handler: "packages/lambda/src/main.handler",
    runtime: "nodejs24.x",
    architecture: "arm64",
    memory: `${functionGb * 1024} MB`,
    // The gateway gives up after 30 seconds.
    timeout: "29 seconds",
    environment: variables,
    permissions: [...serverPermissions(parts), writeLogs(logs.arn), sendTraces],
    logging: { format: "json", logGroup: logs.name },
    nodejs: functionBundle,
    // The thread that writes the search index starts from files beside the bundle, which SST names after the handler.
    copyFiles: [{ from: "packages/search/src/writer", to: "packages/lambda/src/writer" }],
    transform: {
      function: (args) => {
        args.tracingConfig = { mode: "Active" };
        if (!$dev) args.environment = { variables };
      },
      role: (args) => {
        // AWSLambdaBasicExecutionRole would let it write every log group of the account.
        args.managedPolicyArns = [];
        // SST lets the whole account take the role, which only live development needs.
        if (!$dev) args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
      },
    },
  });
  gateway.route("$default", server.arn);
  return { server, logs };
}

const writeLogs = (group: $util.Input<string>) => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [$interpolate`${group}:*`],
});

/** X-Ray has no resources to name. Source: Service Authorization Reference, AWS X-Ray. */
const sendTraces = { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] };
