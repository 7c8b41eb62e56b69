import { spawn } from "node:child_process";
import * as http from "node:http";
import type * as net from "node:net";

import { getJson, sendJson } from "../../../lib/getJson";
import { duplexOf, type Connect } from "../../../lib/route";
import { listenOnLoopback } from "../../support/loopback";

/** Answers by path; `/silent` accepts a request and never says anything. */
const handlers: Record<string, http.RequestListener> = {
  "/object": (_, response) => response.end('{"a":1}'),
  "/page": (_, response) => response.end("<html>"),
  "/secured": ({ headers }, response) => {
    const isKnown = headers.authorization === `Basic ${btoa("marathon:secret")}`;
    response.writeHead(isKnown ? 200 : 401).end('"in"');
  },
  "/half": (_, response) => response.writeHead(200, { "content-length": "100" }).write('{"a":'),
  "/silent": () => undefined,
};
const server = http.createServer((request, response) => {
  const handler = handlers[request.url ?? ""];
  if (handler === undefined) {
    response.writeHead(404).end("nothing here");
  } else {
    handler(request, response);
  }
});
let root: string;

beforeAll(async () => {
  root = await listenOnLoopback(server);
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const identity = (value: unknown): unknown => value;

test("gives what parse makes of the answer", async () => {
  const keys = await getJson(`${root}/object`, (value) => Object.keys(value as object));
  expect(keys).toEqual(["a"]);
});

test("sends credentials where they are asked for", async () => {
  const credentials = { username: "marathon", password: "secret" };
  expect(await getJson(`${root}/secured`, identity, { credentials })).toBe("in");
});

test.each<[string, string]>([
  ["/nowhere", "answers with status 404"],
  ["/secured", "answers with status 401"],
  ["/page", "answers something else: Unexpected token"],
  ["/silent", "does not answer within 0.2 s"],
  ["/half", "does not answer within 0.2 s"],
])("names the address and the reason: %s", async (path, reason) => {
  await expect(getJson(`${root}${path}`, identity, { timeoutMs: 200 })).rejects.toThrow(
    `${root}${path} ${reason}`,
  );
});

test("names what parse does not like", async () => {
  const parse = (): never => {
    throw new Error("it is no number");
  };
  await expect(getJson(`${root}/object`, parse)).rejects.toThrow(
    `${root}/object answers something else: it is no number`,
  );
});

test("names a port that nobody listens on", async () => {
  const closed = http.createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as net.AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await expect(getJson(`http://127.0.0.1:${port}/`, identity)).rejects.toThrow(
    `http://127.0.0.1:${port}/ does not answer (connect ECONNREFUSED 127.0.0.1:${port})`,
  );
});

describe("by a way of the caller's", () => {
  const asked: string[] = [];
  /** A program between, as ssh -W is one. */
  const connect: Connect = (address, port) => {
    asked.push(`${address}:${port}`);
    const script = 'exec 3<>"/dev/tcp/$0/$1" && { cat <&3 & cat >&3; wait; }';
    return duplexOf(spawn("bash", ["-c", script, address, String(port)], { stdio: "pipe" }));
  };

  test("answers, refusals and credentials are as from here", async () => {
    const credentials = { username: "marathon", password: "secret" };
    expect(await getJson(`${root}/object`, identity, { connect })).toEqual({ a: 1 });
    expect(await getJson(`${root}/secured`, identity, { connect, credentials })).toBe("in");
    await expect(getJson(`${root}/secured`, identity, { connect })).rejects.toThrow(
      `${root}/secured answers with status 401`,
    );
    await sendJson("POST", `${root}/object`, { b: 2 }, { connect });
    expect(asked).toEqual(Array(4).fill(root.replace("http://", "")));
  });

  test.each(["/silent", "/half"])("%s is bounded", async (path) => {
    await expect(getJson(`${root}${path}`, identity, { connect, timeoutMs: 500 })).rejects.toThrow(
      `${root}${path} does not answer within 0.5 s`,
    );
  });

  test("why the way does not lead there is the reason", async () => {
    const closed: Connect = () =>
      duplexOf(
        spawn(
          "sh",
          ["-c", "echo 'channel 0: open failed' >&2; echo 'stdio forwarding failed' >&2; exit 255"],
          { stdio: "pipe" },
        ),
      );
    await expect(getJson(`${root}/object`, identity, { connect: closed })).rejects.toThrow(
      `${root}/object does not answer (channel 0: open failed)`,
    );
  });
});
