import type { ExpectedCluster } from "../../../lib/clusterState";
import { awaitCluster, readCluster, readStandingCluster } from "../../../lib/readCluster";

/** Addresses at which no SSH server answers. */
let mockSilent: string[] = [];
jest.mock("../../../lib/askInText", () => ({
  answersSsh: (address: string) => Promise.resolve(!mockSilent.includes(address)),
}));

const expected: ExpectedCluster = {
  master: { name: "master", address: "192.168.5.51" },
  slaves: [
    { name: "slave1", address: "192.168.5.54" },
    { name: "slave2", address: "192.168.5.55" },
  ],
  mesosVersion: "0.24.0",
  marathonFrameworks: 0,
};
const masterUrl = "http://192.168.5.51:5050/master/state.json";
const slaveUrl = (host: number): string => `http://192.168.5.${host}:5051/slave(1)/state.json`;

const slave = (host: number, id: string): Record<string, unknown> => ({
  id,
  pid: `slave(1)@192.168.5.${host}:5051`,
  hostname: `192.168.5.${host}`,
  active: true,
  version: "0.24.0",
});
const master = {
  id: "M",
  pid: "master@192.168.5.51:5050",
  leader: "master@192.168.5.51:5050",
  version: "0.24.0",
  slaves: [slave(55, "M-S0"), slave(54, "M-S1")],
  frameworks: [],
};
const allIsWell: Record<string, unknown> = {
  [masterUrl]: master,
  [slaveUrl(54)]: slave(54, "M-S1"),
  [slaveUrl(55)]: slave(55, "M-S0"),
};

/** Every address that was asked, in order. */
let asked: string[];

/** Answers GETs from a table per look (the last one stays), and refuses any other address. */
function answerWith(...looks: Record<string, unknown>[]): void {
  asked = [];
  jest.spyOn(globalThis, "fetch").mockImplementation((url) => {
    const address = url as string;
    const look = Math.min(asked.filter((other) => other === address).length, looks.length - 1);
    asked.push(address);
    const answer = looks[look]?.[address];
    return answer === undefined
      ? Promise.reject(new TypeError("fetch failed", { cause: new Error("no route") }))
      : Promise.resolve(Response.json(answer));
  });
}

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  mockSilent = [];
});

test("asks every daemon once, and all at the same time", async () => {
  answerWith(allIsWell);
  const answers = readCluster(expected);
  expect(asked).toEqual([masterUrl, slaveUrl(54), slaveUrl(55)]);
  expect(await answers).toMatchObject({
    master: { state: { id: "M" } },
    slaves: [{ state: { id: "M-S1" } }, { state: { id: "M-S0" } }],
  });
});

test("keeps what the others say when one does not answer", async () => {
  answerWith({ ...allIsWell, [slaveUrl(54)]: undefined });
  expect(await readCluster(expected)).toMatchObject({
    master: { state: { id: "M" } },
    slaves: [{ failure: `${slaveUrl(54)} does not answer (no route)` }, { state: { id: "M-S0" } }],
  });
});

test("a cluster that is as it has to be is read once and not waited for", async () => {
  answerWith(allIsWell);
  const report = await awaitCluster(expected, { timeoutSeconds: 0 });
  expect(asked).toHaveLength(3);
  expect(report).toMatchObject({ faults: [], mesosVersion: "0.24.0", master: { id: "M" } });
});

test("looks again until the last condition holds", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
  const young = { ...allIsWell, [masterUrl]: { ...master, slaves: [slave(55, "M-S0")] } };
  answerWith(young, young, allIsWell);
  const waited = awaitCluster(expected, { timeoutSeconds: 60 });
  await jest.advanceTimersByTimeAsync(10_000);
  expect((await waited).slaves.map(({ id }) => id)).toEqual(["M-S1", "M-S0"]);
  expect(asked.filter((url) => url === masterUrl)).toHaveLength(3);
});

test("says what is missing while it waits, and names it when the time is over", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
  answerWith({ ...allIsWell, [slaveUrl(55)]: { ...slave(55, "M-S0"), version: "0.23.0" } });
  const said: [readonly string[], number][] = [];
  const waited = expect(
    awaitCluster(expected, {
      timeoutSeconds: 40,
      onProgress: (missing, seconds) => said.push([missing, seconds]),
    }),
  ).rejects.toThrow(
    "after 40 s (mesos-testbed:timeouts.healthSeconds) the cluster is not as it has to be: slave2, version: 0.23.0 (expected: 0.24.0)",
  );
  await jest.advanceTimersByTimeAsync(60_000);
  await waited;
  expect(said).toEqual([
    [["slave2, version: 0.23.0 (expected: 0.24.0)"], 16],
    [["slave2, version: 0.23.0 (expected: 0.24.0)"], 32],
  ]);
});

describe("a cluster that nothing was done to", () => {
  /** slave2 is stopped: the master knows it as not active, and its port refuses. */
  const stopped = {
    ...allIsWell,
    [masterUrl]: {
      ...master,
      slaves: [{ ...slave(55, "M-S0"), active: false }, slave(54, "M-S1")],
    },
    [slaveUrl(55)]: undefined,
  };
  const faults = [
    "slave2, slave active: registered but not active (expected: active once at 192.168.5.55:5051)",
    `slave2, ID: ${slaveUrl(55)} does not answer (no route) (expected: the ID that the master gave it)`,
  ];

  /** Reads it with all timers run, and gives how it ended, after how many seconds, and what was said. */
  async function read(timeoutSeconds: number): Promise<{
    ended: string;
    seconds: number;
    said: [readonly string[], number, number][];
  }> {
    jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
    const said: [readonly string[], number, number][] = [];
    const started = Date.now();
    const reading = readStandingCluster(expected, {
      timeoutSeconds,
      onProgress: (...words) => said.push(words),
    }).then(
      ({ slaves }) => ({ ended: slaves.map(({ id }) => id).join(), seconds: Date.now() - started }),
      (error: unknown) => ({ ended: (error as Error).message, seconds: Date.now() - started }),
    );
    await jest.advanceTimersByTimeAsync(600_000);
    const { ended, seconds } = await reading;
    return { ended, seconds: Math.round(seconds / 1000), said };
  }

  test("is read once where it is well", async () => {
    answerWith(allIsWell);
    expect(await read(300)).toEqual({ ended: "M-S1,M-S0", seconds: 0, said: [] });
    expect(asked).toHaveLength(3);
  });

  test("is waited for 30 s where a slave is stopped, not healthSeconds", async () => {
    answerWith(stopped);
    expect(await read(300)).toEqual({
      ended: ["the cluster is not as it has to be, after 30 s:", ...faults].join("\n  "),
      seconds: 30,
      said: [
        [faults, 0, 30],
        [faults, 16, 30],
      ],
    });
  });

  test("is waited for no longer than healthSeconds", async () => {
    answerWith(stopped);
    expect(await read(4)).toMatchObject({ seconds: 4, said: [[faults, 0, 4]] });
  });

  test("is looked at again, for a slave that registers anew in that moment", async () => {
    answerWith(stopped, stopped, stopped, allIsWell);
    expect(await read(300)).toMatchObject({ ended: "M-S1,M-S0", seconds: 4 });
  });

  test("has its whole bound where a machine boots: the provider starts one that was off", async () => {
    mockSilent = ["192.168.5.55"];
    answerWith(...Array<Record<string, unknown>>(60).fill(stopped), allIsWell);
    const { ended, seconds, said } = await read(300);
    expect([ended, seconds]).toEqual(["M-S1,M-S0", 118]);
    expect(said[0]).toEqual([["slave2 does not answer over SSH yet", ...faults], 0, 300]);
    expect(said.slice(1).map(([, elapsed, bound]) => [elapsed, bound])).toEqual(
      [16, 32, 48, 64, 80, 96, 112].map((elapsed) => [elapsed, 300]),
    );
  });
});
