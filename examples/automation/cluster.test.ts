/**
 * Brings a cluster up by the Automation API, tests against its addresses, and destroys it whatever happens. How it is run is in
 * examples/README.md; CLUSTER_STACK names the stack, which has to be empty and whose settings are in Pulumi.<stack>.yaml of the
 * checkout of mesos-testbed.
 */
import * as path from "node:path";

import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { compareWithMaster, type ClusterOutputs } from "mesos-testbed";

import { ClusterUnderTest } from "./clusterUnderTest";

const stackName = process.env["CLUSTER_STACK"] ?? "automation";
const project = path.dirname(require.resolve("mesos-testbed/package.json"));
/** With Mesos compiled in emulated machines an `up` takes about 15 min, with it from the cache 5; a destroy 1. */
const upSeconds = 3600;
const downSeconds = 900;
/** What a hook has over the bound of what it waits for, so that this one tells. */
const graceSeconds = 120;

let cluster: ClusterUnderTest | undefined;
let outputs: ClusterOutputs;

beforeAll(
  async () => {
    const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir: project });
    cluster = new ClusterUnderTest(stack);
    outputs = await cluster.up(upSeconds);
  },
  (upSeconds + graceSeconds) * 1000,
);

// Jest runs it after a failed beforeAll as well.
afterAll(() => cluster?.down(downSeconds), (downSeconds + graceSeconds) * 1000);

test("the master and every slave say what the outputs say", async () => {
  expect(await compareWithMaster(outputs)).toEqual([]);
});

test("the master's page is there", async () => {
  const answer = await fetch(outputs.uiUrl, { signal: AbortSignal.timeout(10_000) });
  expect(answer.status).toBe(200);
});

test("Marathon lets in who has the password, where there is one", async () => {
  const { marathonUrl, marathonCredentials } = outputs;
  const statusOf = async (headers: Record<string, string>): Promise<number | undefined> =>
    marathonUrl === undefined
      ? undefined
      : (await fetch(`${marathonUrl}/v2/info`, { headers, signal: AbortSignal.timeout(10_000) }))
          .status;
  const login = `${marathonCredentials?.username}:${marathonCredentials?.password}`;
  const authorization = `Basic ${Buffer.from(login).toString("base64")}`;
  const isUp = marathonUrl !== undefined;
  expect(await statusOf({ authorization })).toBe(isUp ? 200 : undefined);
  expect(await statusOf({})).toBe(isUp ? (marathonCredentials ? 401 : 200) : undefined);
});
