import {
  ClusterUnderTest,
  type StackUnderTest,
} from "../../../examples/automation/clusterUnderTest";
import { sampleOutputs } from "../../support/outputs";

/** What was called, in order. */
let calls: string[];

/** A stack that has so many resources, whose `up` is this, and whose `destroy` is noted. */
function stackOf(up: StackUnderTest["up"], resourceCount = 0): StackUnderTest {
  return {
    name: "test",
    exportStack: () =>
      Promise.resolve({
        // A new stack's state has no list at all.
        deployment: resourceCount === 0 ? {} : { resources: Array.from({ length: resourceCount }) },
      }),
    up: (options) => {
      calls.push("up");
      return up(options);
    },
    destroy: () => {
      calls.push("destroy");
      return Promise.resolve();
    },
  };
}

const made = {
  outputs: Object.fromEntries(
    Object.entries(sampleOutputs).map(([name, value]) => [name, { value, secret: false }]),
  ),
};

/** Settles when {@link endless} has begun. */
let begun: Promise<void>;
let begin: () => void;

/** An `up` that goes on until it is told to end. */
const endless: StackUnderTest["up"] = ({ signal }) =>
  new Promise((_, reject) => {
    begin();
    signal.addEventListener("abort", () => {
      calls.push("ended");
      reject(new Error("cancelled"));
    });
  });

beforeEach(() => {
  calls = [];
  begun = new Promise((resolve) => {
    begin = resolve;
  });
});

test("hands over the outputs, and destroys at the end", async () => {
  const said: string[] = [];
  const cluster = new ClusterUnderTest(
    stackOf(({ onOutput }) => {
      onOutput("Updating");
      return Promise.resolve(made);
    }),
    (text) => said.push(text),
  );
  expect(await cluster.up(60)).toEqual(sampleOutputs);
  await cluster.down(60);
  expect(calls).toEqual(["up", "destroy"]);
  expect(said).toEqual(["Updating"]);
});

test("a stack that has resources is refused, and nothing of it is destroyed", async () => {
  const cluster = new ClusterUnderTest(stackOf(() => Promise.resolve(made), 57));
  await expect(cluster.up(60)).rejects.toThrow(
    "stack test has 57 resources already (allowed: none, since the tests destroy what it has); nothing was changed",
  );
  await cluster.down(60);
  expect(calls).toEqual([]);
});

test("an up that has not begun when the tests end does not begin any more", async () => {
  const cluster = new ClusterUnderTest(stackOf(() => Promise.resolve(made)));
  const up = cluster.up(60).catch((error: unknown) => error);
  await cluster.down(60);
  expect(await up).toMatchObject({ name: "AbortError" });
  expect(calls).toEqual([]);
});

test("destroys what a failed up has left", async () => {
  const cluster = new ClusterUnderTest(stackOf(() => Promise.reject(new Error("no image"))));
  await expect(cluster.up(60)).rejects.toThrow("no image");
  await cluster.down(60);
  expect(calls).toEqual(["up", "destroy"]);
});

test("outputs that are none of a cluster fail the up, and the stack is destroyed", async () => {
  const cluster = new ClusterUnderTest(stackOf(() => Promise.resolve({ outputs: {} })));
  await expect(cluster.up(60)).rejects.toThrow("stack test has no output schemaVersion");
  await cluster.down(60);
  expect(calls).toEqual(["up", "destroy"]);
});

test("ends an up that still runs before it destroys", async () => {
  const cluster = new ClusterUnderTest(stackOf(endless));
  const up = cluster.up(60).catch((error: unknown) => error);
  await begun;
  await cluster.down(60);
  expect(await up).toEqual(new Error("cancelled"));
  expect(calls).toEqual(["up", "ended", "destroy"]);
});

test("an up that takes too long is ended", async () => {
  const cluster = new ClusterUnderTest(stackOf(endless));
  await expect(cluster.up(0.05)).rejects.toThrow("cancelled");
  expect(calls).toEqual(["up", "ended"]);
});
