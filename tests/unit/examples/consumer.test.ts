import { spawn } from "node:child_process";
import * as http from "node:http";
import * as path from "node:path";

import { readTasks } from "../../../examples/consumer/marathonTasks";
import { listenOnLoopback } from "../../support/loopback";

const script = path.join(__dirname, "..", "..", "..", "examples", "consumer", "deploy.mjs");
const credentials = { username: "marathon", password: "planted-password" };
const definition = { id: "/consumer", cmd: "true", cpus: 0.1, mem: 16, instances: 2 };
const task = (id: string): object => ({
  id,
  host: "192.168.5.54",
  slaveId: "S0",
  appId: "/consumer",
  ports: [31000],
});

/** Answers by "METHOD path": statuses with bodies, one after the other; the last one stays. */
type Answers = Record<string, (readonly [number, unknown])[]>;
let answers: Answers;
/** What was asked, in order, with bodies. */
let asked: string[];

const server = http.createServer((request, response) => {
  const what = `${request.method} ${request.url}`;
  let body = "";
  request.on("data", (part: Buffer) => (body += part.toString()));
  request.on("end", () => {
    asked.push(body === "" ? what : `${what} ${body}`);
    const isKnown = request.headers.authorization === `Basic ${btoa("marathon:planted-password")}`;
    const list = answers[what];
    const [status, json] = !isKnown
      ? [401, "no credentials"]
      : ((list && list.length > 1 ? list.shift() : list?.[0]) ?? [500, `unexpected ${what}`]);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
  });
});
let url: string;

beforeAll(async () => {
  url = await listenOnLoopback(server);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
});

function runScript(
  action: string,
  changed: object = {},
): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [script, action]);
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  child.stderr.on("data", (part: Buffer) => (output += part.toString()));
  child.stdin.end(JSON.stringify({ url, credentials, definition, timeoutSeconds: 30, ...changed }));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}

const state = (tasksRunning: number, deployments: number): readonly [number, unknown] => [
  200,
  { app: { tasksRunning, deployments: Array.from({ length: deployments }, () => ({ id: "d" })) } },
];

test("deploys, and ends when all tasks run and nothing is under way", async () => {
  answers = {
    "PUT /v2/apps/consumer": [
      [409, { message: "locked" }],
      [201, {}],
    ],
    "GET /v2/apps/consumer": [state(0, 1), state(2, 1), state(2, 0)],
  };
  const { status, output } = await runScript("deploy");
  expect([status, output]).toEqual([0, expect.stringContaining("2 of 2 tasks run, 1 deployments")]);
  const put = `PUT /v2/apps/consumer ${JSON.stringify(definition)}`;
  expect(asked.filter((request) => request === put)).toHaveLength(2);
  expect(asked.filter((request) => request.startsWith("GET"))).toHaveLength(3);
  expect(output).not.toContain("planted");
});

test("fails when the tasks do not run in time, and says how many do", async () => {
  answers = { "PUT /v2/apps/consumer": [[200, {}]], "GET /v2/apps/consumer": [state(1, 1)] };
  const { status, output } = await runScript("deploy", { timeoutSeconds: 1 });
  expect(status).toBe(1);
  expect(output).toContain("not within 1 s: 1 of 2 tasks run");
});

test("fails with Marathon's own words, and without the password", async () => {
  answers = { "PUT /v2/apps/consumer": [[422, { message: "cmd: must be a command" }]] };
  const { status, output } = await runScript("deploy", { timeoutSeconds: 0 });
  expect(status).toBe(1);
  expect(output).toContain("status 422");
  expect(output).toContain("cmd: must be a command");
  expect(output).not.toContain("planted");
});

test("removes, and ends when neither the application nor a task of it is there", async () => {
  answers = {
    "DELETE /v2/apps/consumer?force=true": [[200, {}]],
    "GET /v2/apps/consumer": [
      [200, { app: {} }],
      [404, {}],
    ],
    "GET /v2/tasks": [
      [200, { tasks: [task("a"), task("b")] }],
      [200, { tasks: [task("a"), { ...task("x"), appId: "/other" }] }],
      [200, { tasks: [{ ...task("x"), appId: "/other" }] }],
    ],
  };
  const { status, output } = await runScript("remove");
  expect(status).toBe(0);
  expect(output).toContain("Marathon still has it");
  expect(output).toContain("1 of its tasks still run");
});

test("a removal finds nothing to do when somebody was faster, and fails while tasks stay", async () => {
  answers = {
    "DELETE /v2/apps/consumer?force=true": [[404, {}]],
    "GET /v2/apps/consumer": [[404, {}]],
    "GET /v2/tasks": [[200, { tasks: [] }]],
  };
  expect((await runScript("remove")).status).toBe(0);
  answers["GET /v2/tasks"] = [[200, { tasks: [task("a")] }]];
  expect(await runScript("remove", { timeoutSeconds: 1 })).toMatchObject({ status: 1 });
});

test("readTasks gives each task's place, in order, and names the address of a failure", async () => {
  answers = { "GET /v2/apps/consumer/tasks": [[200, { tasks: [task("b"), task("a")] }]] };
  expect(await readTasks(url, "/consumer", credentials)).toEqual([
    { id: "a", host: "192.168.5.54", slaveId: "S0" },
    { id: "b", host: "192.168.5.54", slaveId: "S0" },
  ]);
  await expect(readTasks(url, "/consumer")).rejects.toThrow(
    `${url}/v2/apps/consumer/tasks answers with status 401 (expected: 200)`,
  );
});
