import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A place for the segments that the X-Ray SDK sends, over UDP, to the daemon beside a function. */
export async function startXrayDaemon() {
  const segments: any[] = [];
  const socket = createSocket("udp4");
  // A datagram is a header line and the segment, both JSON.
  socket.on("message", (datagram) => segments.push(JSON.parse(String(datagram).split("\n")[1] ?? "null")));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${socket.address().port}`, segments, stop: () => socket.close() };
}
