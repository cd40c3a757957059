import { createServer } from "node:net";

/** A TCP port of 127.0.0.1 that nothing listens on; rejects with one clear line when `wanted` is taken. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (cause) => reject(new Error(portTaken(wanted), { cause })));
    probe.listen(wanted, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : wanted));
    });
  });
}

function portTaken(port: number): string {
  return `Port ${port} on 127.0.0.1 cannot be used for the DynamoDB engine: stop the program that holds it, or choose another port.`;
}
