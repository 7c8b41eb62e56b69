import * as net from "node:net";

import { readZooKeeper } from "../../../lib/probes";
import { lastWords, runProgram } from "../../../lib/runProgram";

describe("readZooKeeper", () => {
  const servers: net.Server[] = [];

  /** Starts a server on loopback and gives its port. */
  async function serve(listener: (socket: net.Socket) => void): Promise<number> {
    const server = net.createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as net.AddressInfo).port;
  }

  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  test("gives the answer to the word", async () => {
    const port = await serve((socket) =>
      socket.on("data", (data) =>
        socket.end(data.toString() === "ruok" ? "imok" : `${data.toString()}?`),
      ),
    );
    expect(await readZooKeeper("127.0.0.1", port, "ruok")).toEqual({ state: "imok" });
    expect(await readZooKeeper("127.0.0.1", port, "srvr")).toEqual({ state: "srvr?" });
  });

  test("names one that is silent, in time", async () => {
    const port = await serve((socket) => void setTimeout(() => socket.destroy(), 3000).unref());
    expect(await readZooKeeper("127.0.0.1", port, "ruok", { timeoutMs: 200 })).toEqual({
      failure: `127.0.0.1:${port} does not answer within 0.2 s`,
    });
  });

  test("names a port that nobody listens on", async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => servers[0]?.close(resolve));
    expect(await readZooKeeper("127.0.0.1", port, "ruok")).toEqual({
      failure: `127.0.0.1:${port} does not answer (connect ECONNREFUSED 127.0.0.1:${port})`,
    });
  });
});

describe("runProgram", () => {
  test("gives status and output, and takes standard input", async () => {
    const result = await runProgram("sh", ["-c", "cat; echo no >&2; exit 3"], {
      stdin: "in",
      timeoutMs: 10_000,
    });
    expect(result).toEqual({ status: 3, stdout: "in", stderr: "no\n" });
  });

  test("a program that does not read its input is no error", async () => {
    const stdin = "x".repeat(1_000_000);
    expect(await runProgram("true", [], { stdin, timeoutMs: 10_000 })).toMatchObject({ status: 0 });
  });

  test("a program that is not there is a result", async () => {
    const result = await runProgram("/no/such/program", [], { timeoutMs: 1000 });
    expect(lastWords(result)).toBe("spawn /no/such/program ENOENT");
  });

  test("a program that takes too long is ended", async () => {
    const result = await runProgram("sleep", ["30"], { timeoutMs: 100 });
    expect([result.status, lastWords(result)]).toEqual([undefined, "no answer within 0.1 s"]);
  });

  test.each([
    [{ status: 1, stdout: "", stderr: "first\r\nlast words\r\n \n" }, "last words"],
    [{ status: 1, stdout: "out", stderr: "" }, "no word but status 1"],
  ])("the last words of %j", (result, words) => {
    expect(lastWords(result)).toBe(words);
  });
});
