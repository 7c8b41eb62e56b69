import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { getJson } from "../../../lib/getJson";

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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await expect(getJson(`http://127.0.0.1:${port}/`, identity)).rejects.toThrow(
    `http://127.0.0.1:${port}/ does not answer (connect ECONNREFUSED 127.0.0.1:${port})`,
  );
});
