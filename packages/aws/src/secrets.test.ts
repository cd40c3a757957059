import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { secretReader } from "./secrets.ts";

/** As much of SSM as one question needs. */
let ssm: Server;
let endpoint: string;
const asked: unknown[] = [];
const parameters = new Map([["/shop/dev/oauth", "from SSM"]]);
beforeAll(async () => {
  ssm = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString()) as { Name: string };
    asked.push([request.headers["x-amz-target"], body]);
    const Value = parameters.get(body.Name);
    response.setHeader("content-type", "application/x-amz-json-1.1");
    if (Value) response.end(JSON.stringify({ Parameter: { Name: body.Name, Type: "SecureString", Value } }));
    else response.writeHead(400).end(JSON.stringify({ __type: "ParameterNotFound" }));
  });
  ssm.listen(0, "127.0.0.1");
  await once(ssm, "listening");
  endpoint = `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`;
});
afterAll(() => ssm.close());

const place = () => ({ region: "us-west-2", ssmEndpoint: endpoint });

it("a secret is what the environment says, or what the parameter named there holds, asked for once", async () => {
  expect(await secretReader({ value: "plain" }, place())()).toBe("plain");
  expect(asked).toEqual([]);
  const read = secretReader({ parameter: "/shop/dev/oauth" }, place());
  expect(await Promise.all([read(), read()])).toEqual(["from SSM", "from SSM"]);
  expect(asked).toEqual([["AmazonSSM.GetParameter", { Name: "/shop/dev/oauth", WithDecryption: true }]]);
});

it("a parameter that is not there is asked for again the next time", async () => {
  const read = secretReader({ parameter: "/shop/dev/late" }, place());
  await expect(read()).rejects.toThrow();
  parameters.set("/shop/dev/late", "now");
  expect(await read()).toBe("now");
});
