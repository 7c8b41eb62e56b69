import type { ExpectedCluster } from "../../../lib/clusterState";
import { probeTasks, untriedTasks } from "../../../lib/taskProbe";

const cluster: ExpectedCluster = {
  master: { name: "master", address: "192.168.5.51" },
  slaves: [
    { name: "slave1", address: "192.168.5.54" },
    { name: "slave2", address: "192.168.5.55" },
  ],
  mesosVersion: "0.24.0",
  marathonFrameworks: 1,
};
const slaves = cluster.slaves.map((node, index) => ({ ...node, id: `M-S${index}` }));
const credentials = { username: "marathon", password: "word" };
const apps = "http://192.168.5.51:8080/v2/apps";

interface App {
  readonly id: string;
  readonly version: string;
  readonly constraints?: readonly (readonly string[])[];
}

/** A master and a Marathon: what was asked of them, and what they have. */
class Fake {
  readonly apps: App[] = [];
  readonly calls: string[] = [];
  readonly created: unknown[] = [];
  /** State of a task that is launched on a slave; none where it is not. */
  taskState: Record<string, string | undefined> = {
    "192.168.5.54": "TASK_RUNNING",
    "192.168.5.55": "TASK_RUNNING",
  };
  room = { cpus: 1, mem: 512 };
  /** Whether tasks end with their application. */
  isDeaf = false;
  /** Tasks of applications that are gone. */
  private readonly staying: App[] = [];

  constructor() {
    jest.spyOn(globalThis, "fetch").mockImplementation((url, init) => {
      const answer = this.answer(url as string, init ?? {});
      return Promise.resolve(
        typeof answer === "number" ? new Response("", { status: answer }) : Response.json(answer),
      );
    });
  }

  private answer(url: string, { method = "GET", body, headers }: RequestInit): unknown {
    this.calls.push(`${method} ${url}`);
    if (url === "http://192.168.5.51:5050/master/state.json" && method === "GET") {
      return this.state();
    }
    const { authorization } = headers as Record<string, string>;
    if (authorization !== `Basic ${Buffer.from("marathon:word").toString("base64")}`) {
      return 401;
    }
    if (url === apps && method === "GET") {
      return { apps: this.apps };
    }
    if (url === apps && method === "POST") {
      const app = JSON.parse(body as string) as App;
      this.created.push(app);
      this.apps.push({ ...app, version: new Date().toISOString() });
      return {};
    }
    const id = /^http:\/\/192\.168\.5\.51:8080\/v2\/apps(\/.*)\?force=true$/.exec(url)?.[1];
    const index = this.apps.findIndex((app) => app.id === id);
    if (method === "DELETE" && index >= 0) {
      this.staying.push(...this.apps.splice(index, 1));
      return {};
    }
    return 404;
  }

  private state(): unknown {
    const open = { cpus: 2, disk: 100, mem: 700 };
    return {
      slaves: slaves.map(({ id }) => ({
        id,
        active: true,
        unreserved_resources: open,
        used_resources: { cpus: 2 - this.room.cpus, mem: 700 - this.room.mem, disk: 0 },
      })),
      frameworks: [
        {
          tasks: [...this.apps, ...(this.isDeaf ? this.staying : [])].flatMap((app) => {
            const address = app.constraints?.[0]?.[2] ?? "";
            const state = this.taskState[address];
            const slave = slaves.find((other) => other.address === address);
            return state === undefined
              ? []
              : [{ id: `${app.id.slice(1)}.uuid`, slave_id: slave?.id, state }];
          }),
        },
      ],
    };
  }
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
  jest.setSystemTime(new Date("2026-01-02T03:04:05Z"));
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** Probes, with as much time as it wants. */
async function probe(
  timeoutSeconds = 30,
  onProgress?: (text: string) => void,
): Promise<[string, boolean, string][]> {
  const probed = probeTasks(cluster, slaves, {
    credentials,
    timeoutSeconds,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const conditions = Promise.allSettled([probed]);
  await jest.advanceTimersByTimeAsync(200_000);
  await conditions;
  return (await probed).map(({ node, ok, seen }) => [node, ok, seen]);
}

test("a task runs on every slave, on no other one, and nothing stays", async () => {
  const fake = new Fake();
  expect(await probe()).toEqual([
    ["slave1", true, "ran within 0 s, and is gone"],
    ["slave2", true, "ran within 0 s, and is gone"],
  ]);
  expect(fake.created).toEqual(
    ["slave1", "slave2"].map((name, index) => ({
      id: `/mesos-testbed-check-${Date.parse("2026-01-02T03:04:05Z").toString(36)}-${name}`,
      cmd: "sleep 900",
      instances: 1,
      cpus: 0.1,
      mem: 32,
      ports: [],
      constraints: [["hostname", "CLUSTER", `192.168.5.${54 + index}`]],
    })),
  );
  expect(fake.apps).toEqual([]);
});

test("what a dead run left is removed, and nothing else", async () => {
  const fake = new Fake();
  fake.apps.push(
    { id: "/mesos-testbed-check-old-slave1", version: "2026-01-02T02:49:00Z" },
    { id: "/mesos-testbed-check-new-slave1", version: "2026-01-02T02:51:00Z" },
    { id: "/shop", version: "2025-01-02T00:00:00Z" },
  );
  await probe();
  expect(fake.apps.map(({ id }) => id)).toEqual(["/mesos-testbed-check-new-slave1", "/shop"]);
});

test("a slave where nothing is launched is named, and its application is removed", async () => {
  const fake = new Fake();
  fake.taskState["192.168.5.55"] = undefined;
  const said: string[] = [];
  expect(await probe(40, (text) => said.push(text))).toEqual([
    ["slave1", true, "ran within 40 s, and is gone"],
    ["slave2", false, "Marathon has launched none after 40 s"],
  ]);
  expect(said).toEqual([
    "a task each on slave2, 15 s of at most 40 s",
    "a task each on slave2, 30 s of at most 40 s",
  ]);
  expect(fake.apps).toEqual([]);
});

test("a task that does not get as far as running is told with its state", async () => {
  const fake = new Fake();
  fake.taskState["192.168.5.54"] = "TASK_STAGING";
  expect((await probe(5))[0]).toEqual(["slave1", false, "TASK_STAGING on M-S0 after 5 s"]);
});

test("a task that outlives its application is a fault", async () => {
  new Fake().isDeaf = true;
  expect((await probe())[1]).toEqual([
    "slave2",
    false,
    "its task is still there 60 s after its application was removed",
  ]);
});

test.each([[{ cpus: 0.05, mem: 512 }], [{ cpus: 1, mem: 31 }]])(
  "slaves with %j left are not tried, which is no fault",
  async (room) => {
    const fake = new Fake();
    fake.room = room;
    const seen = "not tried: what it has is taken or reserved";
    expect(await probe()).toEqual([
      ["slave1", true, seen],
      ["slave2", true, seen],
    ]);
    expect(fake.created).toEqual([]);
  },
);

test("a Marathon that refuses is an error without the password, and nothing stays", async () => {
  const fake = new Fake();
  const probed = probeTasks(cluster, slaves, {
    credentials: { username: "marathon", password: "wrong" },
    timeoutSeconds: 5,
  });
  await expect(probed).rejects.toThrow(`${apps} answers with status 401`);
  expect(fake.created).toEqual([]);
  expect(untriedTasks(slaves, new Error("no"))).toMatchObject([
    { name: "task runs", node: "slave1", ok: false, seen: "no" },
    { name: "task runs", node: "slave2", ok: false, seen: "no" },
  ]);
});
