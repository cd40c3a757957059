/** The account of every plan. */
export const account = "123456789012";

type Inputs = Record<string, any>;
type Answer = Record<string, unknown>;

/** What AWS would answer to a look-up. Throws by name for one that is not known here. */
export function answerOf(token: string, inputs: Inputs, region: string): Answer {
  const answer = answers[token];
  if (!answer) throw new Error(`The plan has no stand-in for the data source ${token}`);
  return answer(inputs, region);
}

const answers: Record<string, (inputs: Inputs, region: string) => Answer> = {
  "aws:index/getRegion:getRegion": (_, region) => ({ region, name: region, id: region }),
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    accountId: account,
    arn: `arn:aws:iam::${account}:root`,
    userId: account,
    id: account,
  }),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_, region) => ({
    names: ["a", "b", "c"].map((zone) => region + zone),
    zoneIds: [],
    id: region,
  }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({ id: "pl-82a045eb", name }),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": (_, region) => ({
    proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
    userName: "AWS",
    password: "password",
    id: region,
  }),
  "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => ({ ...inputs, json: policyOf(inputs), id: "policy" }),
};

const single = (values: readonly unknown[] | undefined) => (values?.length === 1 ? values[0] : values);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** A policy as the data source renders it. */
const policyOf = ({ statements = [] }: Inputs): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: (statements as Inputs[]).map(
      ({ sid, effect = "Allow", actions, resources, principals, conditions }) => ({
        ...(sid && { Sid: sid }),
        Effect: capital(effect),
        Action: single(actions),
        ...(resources && { Resource: single(resources) }),
        ...(principals && { Principal: Object.fromEntries(principals.map(principalOf)) }),
        ...(conditions?.length && { Condition: Object.fromEntries(conditions.map(conditionOf)) }),
      }),
    ),
  });

const principalOf = ({ type, identifiers }: Inputs) => [type, single(identifiers)];
const conditionOf = ({ test, variable, values }: Inputs) => [test, { [variable]: single(values) }];
