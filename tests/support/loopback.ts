import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Has a server listen on loopback, at a port that the system chooses. A proxy of the environment does not know it, so that this
 * process and what it starts have none from then on.
 *
 * @param server the server
 * @returns its URL, without a slash at its end
 */
export async function listenOnLoopback(server: Server): Promise<string> {
  for (const name of ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]) {
    delete process.env[name];
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
