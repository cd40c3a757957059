const scope = "20260101/us-east-1/dynamodb/aws4_request";

/** Asks an engine as the wire has it: tests ask so often that the SDK's own work was most of their time. */
export async function askEngine(url: string, operation: string, body: string): Promise<any> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      // An engine asks for the form of a signature, and looks at none.
      "x-amz-date": "20260101T000000Z",
      authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host;x-amz-date, Signature=none`,
    },
    body,
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`The engine refused to ${operation}: ${answer}`);
  return JSON.parse(answer);
}

/** All items of a table, each map's fields in the order of their names: an engine gives them in any. */
export async function scanTable(url: string, table: string): Promise<Record<string, any>[]> {
  const items: Record<string, any>[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const page = await askEngine(
      url,
      "Scan",
      JSON.stringify({ TableName: table, ConsistentRead: true, ExclusiveStartKey }),
    );
    for (const item of page.Items) items.push(toFields(item));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

type Attribute = Readonly<Record<string, any>>;

const readers: Readonly<Record<string, (value: any) => unknown>> = {
  S: (text: string) => text,
  N: Number,
  BOOL: (truth: boolean) => truth,
  NULL: () => null,
  L: (list: Attribute[]) => list.map(toValue),
  M: toFields,
  B: (text: string) => new Uint8Array(Buffer.from(text, "base64")),
  SS: (texts: string[]) => new Set(texts),
};

function toValue(attribute: Attribute): unknown {
  const [[type = "", value] = []] = Object.entries(attribute);
  const read = readers[type];
  if (!read) throw new Error(`No test has met an attribute of type ${type} before`);
  return read(value);
}

function toFields(map: Attribute): Record<string, any> {
  const fields: Record<string, any> = {};
  for (const name of Object.keys(map).sort()) fields[name] = toValue(map[name]);
  return fields;
}
