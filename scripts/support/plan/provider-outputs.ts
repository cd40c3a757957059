import { account } from "./data-sources.ts";

interface Asked {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, any>;
  readonly region: string;
}

interface Computed {
  readonly id: string;
  readonly state: Record<string, any>;
}

const dashed = (text: string) => text.replace(/[^A-Za-z0-9]+/g, "-");
/** How a secret value is told from others on Pulumi's wire. Source: `specialSigKey` in its SDK, `runtime/rpc`. */
export const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const zeros = "0".repeat(64);

/** Id and outputs that AWS would give a resource: real in shape, as other resources and policies are built from them. */
export function computedOf(asked: Asked): Computed {
  const { type, name, inputs, region } = asked;
  const service = type.split(":")[1]?.split("/")[0] ?? "";
  const physical = inputs["name"] ?? inputs["bucket"] ?? inputs["family"] ?? inputs["namePrefix"] ?? name;
  const arn = `arn:aws:${service}:${region}:${account}:${dashed(name)}`;
  const state = { ...inputs, name: physical, arn };
  const special = computed[type]?.(asked, physical);
  return special ? { id: special.id, state: { ...state, ...special } } : { id: `${dashed(name)}-id`, state };
}

/**
 * An output that a provider declares to be secret, as Pulumi's engine passes it on: whatever is made from it is secret
 * too, and encrypted in the state.
 */
const secret = (value: string) => ({ ...secretMark, value });

type Special = { readonly id: string } & Record<string, unknown>;

const computed: Record<string, (asked: Asked, physical: string) => Special> = {
  "aws:dynamodb/table:Table": ({ region }, id) => ({ id, arn: `arn:aws:dynamodb:${region}:${account}:table/${id}` }),
  "aws:cloudwatch/logGroup:LogGroup": ({ region }, id) => ({
    id,
    arn: `arn:aws:logs:${region}:${account}:log-group:${id}`,
  }),
  "aws:cognito/userPool:UserPool": ({ name, region }) => {
    const id = `${region}_${name.replace(/\W/g, "")}`;
    return { id, arn: `arn:aws:cognito-idp:${region}:${account}:userpool/${id}` };
  },
  "aws:cognito/userPoolClient:UserPoolClient": ({ name, inputs }) => ({
    id: name.replace(/\W/g, "").toLowerCase(),
    ...(inputs["generateSecret"] && { clientSecret: secret(`planned secret of ${name}`) }),
  }),
  "aws:ssm/parameter:Parameter": ({ region }, id) => ({ id, arn: `arn:aws:ssm:${region}:${account}:parameter${id}` }),
  "aws:ecr/repository:Repository": ({ region }, id) => ({
    id,
    arn: `arn:aws:ecr:${region}:${account}:repository/${id}`,
    registryId: account,
    repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${id}`,
  }),
  "docker-build:index:Image": ({ name, inputs }) => ({
    id: name,
    ref: `${inputs["tags"]?.[0]}@sha256:${zeros}`,
    digest: `sha256:${zeros}`,
  }),
  "aws:apigatewayv2/api:Api": ({ name, region }) => {
    const id = dashed(name).toLowerCase();
    const executionArn = `arn:aws:execute-api:${region}:${account}:${id}`;
    return { id, apiEndpoint: `https://${id}.execute-api.${region}.amazonaws.com`, executionArn };
  },
  "aws:lambda/function:Function": ({ region }, id) => {
    const arn = `arn:aws:lambda:${region}:${account}:function:${id}`;
    return { id, arn, qualifiedArn: `${arn}:$LATEST`, invokeArn: arn, qualifiedInvokeArn: arn, version: "$LATEST" };
  },
  "aws:ec2/vpc:Vpc": ({ name }) => ({ id: `vpc-${dashed(name)}`, defaultSecurityGroupId: "sg-default" }),
  "aws:lb/loadBalancer:LoadBalancer": ({ name, region }) => {
    const arnSuffix = `app/${name}/1`;
    const id = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${arnSuffix}`;
    return { id, arn: id, arnSuffix, dnsName: `${name}.${region}.elb.amazonaws.com`, zoneId: "Z1" };
  },
  "aws:lb/targetGroup:TargetGroup": ({ name, region }) => {
    const id = `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/1`;
    return { id, arn: id };
  },
  "aws:apigateway/account:Account": () => ({
    id: "APIGatewayAccount",
    cloudwatchRoleArn: `arn:aws:iam::${account}:role/apigateway-logs`,
  }),
  "aws:acm/certificate:Certificate": ({ name, region, inputs }) => {
    const id = `arn:aws:acm:${region}:${account}:certificate/${dashed(name)}`;
    const names: string[] = [inputs["domainName"], ...(inputs["subjectAlternativeNames"] ?? [])];
    return { id, arn: id, domainValidationOptions: names.map(validationOf) };
  },
  "aws:cloudfront/distribution:Distribution": ({ name }) => ({
    id: `E${dashed(name)}`,
    domainName: `${dashed(name).toLowerCase()}.cloudfront.net`,
    hostedZoneId: "Z2FDTNDATAQYW2",
  }),
  "aws:cloudfront/keyValueStore:KeyValueStore": ({ name }) => ({ id: name, etag: "etag" }),
  "pulumi-nodejs:dynamic:Resource": ({ name }) => ({ id: `${dashed(name)}-id`, zoneId: "Z0HOSTEDZONE", isDone: true }),
  "random:index/randomBytes:RandomBytes": ({ name, inputs }) => ({
    id: name,
    base64: secret(Buffer.alloc(inputs["length"] ?? 32, `planned bytes: ${name} `).toString("base64")),
  }),
};

const validationOf = (domainName: string) => ({
  domainName,
  resourceRecordName: `_x.${domainName}`,
  resourceRecordType: "CNAME",
  resourceRecordValue: "_y.acm-validations.aws",
});
