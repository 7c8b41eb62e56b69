import * as net from "node:net";

import { answersSsh, askInText } from "../../../lib/askInText";

const servers: net.Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** Starts a server on loopback and gives its port. */
async function serve(listener: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as net.AddressInfo).port;
}

test("what is enough ends it, though the other side stays", async () => {
  const port = await serve((socket) => socket.write("one\ntwo\n"));
  const isEnough = (text: string): boolean => text.includes("two");
  expect(await askInText("127.0.0.1", port, "", { isEnough, timeoutMs: 20_000 })).toEqual({
    state: "one\ntwo\n",
  });
});

describe("answersSsh", () => {
  /** Whether SSH answers where this server is at port 22 of the address. */
  async function answers(listener: (socket: net.Socket) => void): Promise<[boolean, number]> {
    const served = await serve(listener);
    let asked = 0;
    const connect = (address: string, port: number): net.Socket => {
      asked = port;
      return net.connect(served, address);
    };
    return [await answersSsh("127.0.0.1", { connect, timeoutMs: 1000 }), asked];
  }

  test("a server that names itself does, and is not waited for", async () => {
    const started = Date.now();
    expect(await answers((socket) => socket.write("SSH-2.0-OpenSSH_5.3\r\n"))).toEqual([true, 22]);
    expect(Date.now() - started).toBeLessThan(900);
  });

  test.each<[string, (socket: net.Socket) => void]>([
    ["one that says nothing", () => undefined],
    ["one that is something else", (socket) => socket.end("imok")],
    ["one that closes", (socket) => socket.end()],
    ["one that resets", (socket) => socket.resetAndDestroy()],
  ])("%s does not", async (_, listener) => {
    expect(await answers(listener)).toEqual([false, 22]);
  });
});
