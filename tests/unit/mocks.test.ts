import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { loadClusterSpec } from "../../config";
import { optionsOf, promiseOf, recordProgram, Recorder, settle } from "../support/mocks";

const commandType = "command:local:Command";

describe("Recorder", () => {
  const responders = { [commandType]: () => ({ stdout: "out" }) };

  test("records what is registered, with its answer", async () => {
    const recorder = new Recorder(responders);
    await recordProgram(recorder);
    const made = new command.local.Command("one", { create: "true" });
    expect(await settle(made)).toBe(1);
    expect(await promiseOf(made.stdout)).toBe("out");
    expect(recorder.counts()).toEqual({ [commandType]: 1 });
    expect(recorder.resourcesOfType(commandType)).toMatchObject([
      { name: "one", inputs: { create: "true" }, isCustom: true },
    ]);
  });

  test("records the options that decide what a change does", async () => {
    const recorder = new Recorder(responders);
    await recordProgram(recorder);
    const first = new command.local.Command("first", { create: "true" });
    const second = new command.local.Command(
      "second",
      { create: first.stdout, stdin: "x" },
      {
        parent: first,
        dependsOn: [first],
        ignoreChanges: ["stdin"],
        replaceOnChanges: ["dir"],
        deleteBeforeReplace: true,
        deletedWith: first,
        additionalSecretOutputs: ["stdout"],
      },
    );
    await settle(first);
    const urn = await promiseOf(first.urn);
    expect(recorder.resources[1]?.options).toEqual({
      urn: await promiseOf(second.urn),
      parent: urn,
      dependencies: [urn],
      propertyDependencies: { create: [urn], stdin: [] },
      ignoreChanges: ["stdin"],
      // The second is the SDK's own.
      replaceOnChanges: ["dir", "triggers[*]"],
      deleteBeforeReplace: true,
      deletedWith: urn,
      additionalSecretOutputs: ["stdout"],
    });
  });

  test("refuses an option that no test would see", () => {
    const request = new RegisterResourceRequest();
    expect(optionsOf(request.toObject(), "urn")).toMatchObject({ urn: "urn", dependencies: [] });
    request.setProtect(true);
    expect(() => optionsOf(request.toObject(), "urn")).toThrow("has option protect");
  });

  test("refuses a type that has no responder", () => {
    const args = { type: "aws:s3:Bucket", name: "b", inputs: {}, custom: true };
    expect(() => new Recorder(responders).newResource(args)).toThrow("unexpected resource aws:s3");
  });

  test("refuses a name that is there already", () => {
    const recorder = new Recorder(responders);
    const args = { type: commandType, name: "b", inputs: {}, custom: true };
    recorder.newResource(args);
    expect(() => recorder.newResource(args)).toThrow("registered twice");
  });

  test("refuses a call that nobody expects", () => {
    expect(() => new Recorder({}).call({ token: "command:local:run", inputs: {} })).toThrow(
      "unexpected call of command:local:run",
    );
  });
});

describe("loadClusterSpec", () => {
  test("reads the project's keys and libvirt's", async () => {
    await recordProgram(new Recorder({}), {
      "mesos-testbed:slaves": "3",
      "mesos-testbed:slave": '{"memoryMiB": 8192}',
      "libvirt:uri": "qemu+unix:///system?socket=/x",
      "other:key": "no fault of ours",
    });
    const spec = loadClusterSpec();
    expect(spec.slaves.map(({ domainName, memoryMiB }) => [domainName, memoryMiB])).toEqual([
      ["mesos-testbed-test-slave1", 8192],
      ["mesos-testbed-test-slave2", 8192],
      ["mesos-testbed-test-slave3", 8192],
    ]);
    expect(spec.libvirtUri).toBe("qemu+unix:///system?socket=/x");
  });

  test("throws one error for people with every fault", async () => {
    await recordProgram(new Recorder({}), {
      "mesos-testbed:slaves": "0",
      "mesos-testbed:slavs": "3",
    });
    let thrown: unknown;
    try {
      loadClusterSpec();
    } catch (error) {
      thrown = error;
    }
    expect(pulumi.RunError.isInstance(thrown)).toBe(true);
    expect((thrown as Error).message.split("\n")).toHaveLength(4);
  });
});
