import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type StagePlan, secretsOf } from "./stage-plan.ts";

/** SSM as far as the server asks it, with the parameters of a plan. Without `WithDecryption` it gives nothing away. */
export async function startParameters(plan: StagePlan) {
  const values = secretsOf(plan);
  const server = createServer(async (request, response) => {
    const asked = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const value = values.get(asked.Name);
    const isRead = request.headers["x-amz-target"] === "AmazonSSM.GetParameter" && value !== undefined;
    response.setHeader("content-type", "application/x-amz-json-1.1");
    if (!isRead) return response.writeHead(400).end(JSON.stringify({ __type: "ParameterNotFound" }));
    const Value = asked.WithDecryption ? value : Buffer.from(value).toString("hex");
    return response.end(JSON.stringify({ Parameter: { Name: asked.Name, Type: "SecureString", Value } }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
