import { parseClusterOutputs } from "../../../lib/clusterOutputs";
import { sampleOutputs, smallestOutputs } from "../../support/outputs";

const stack = "organization/mesos-testbed/dev";

/** The message of what is thrown for the sample with some outputs changed. */
function refusal(changed: Record<string, unknown>): string {
  try {
    parseClusterOutputs(stack, { ...sampleOutputs, ...changed });
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

test("takes a stack with everything on as it is", () => {
  expect(parseClusterOutputs(stack, { ...sampleOutputs })).toEqual(sampleOutputs);
});

test("what is off is absent, and an output of a later version is no fault", () => {
  const small = smallestOutputs();
  expect(parseClusterOutputs(stack, { ...small, newlyAdded: true })).toEqual(small);
  expect(parseClusterOutputs(stack, { ...small, marathonUrl: undefined })).toEqual(small);
});

test.each<[string, unknown, string]>([
  ["uiUrl", undefined, "uiUrl is absent (expected: an http:// address)"],
  ["uiUrl", "192.168.5.51", 'uiUrl is "192.168.5.51" (expected: an http:// address)'],
  ["master", { name: "master", address: "192.168.5.51" }, "master is {"],
  ["masterAddress", "192.168.5.51", 'masterAddress is "192.168.5.51" (expected: host:port)'],
  ["slaves", [], "slaves is [] (expected: a list, not empty, of objects"],
  ["slaves", [{ name: "slave1", address: "192.168.5.54", id: "" }], "slaves is [{"],
  ["slaveIds", "M-S1", 'slaveIds is "M-S1" (expected: a list, not empty, of texts)'],
  ["slaveIds", ["M-S1", 2], 'slaveIds is ["M-S1",2] (expected'],
  [
    "slaveIds",
    ["M-S0", "M-S1"],
    'slaveIds is ["M-S0","M-S1"] (expected: the IDs of slaves, ["M-S1"',
  ],
  ["mesosVersion", 0.24, "mesosVersion is 0.24 (expected: a version such as 0.24.0)"],
  ["sshUser", "", 'sshUser is "" (expected: a text)'],
  ["marathonUrl", 8080, "marathonUrl is 8080 (expected: an http:// address)"],
  ["marathonUrl", null, "marathonUrl is null (expected: an http:// address)"],
  ["zookeeperUrl", "192.168.5.51:2181", "(expected: zk://host:port/path)"],
  ["sshKeyPath", false, "sshKeyPath is false (expected: a text)"],
])("refuses %s %p", (name, value, fault) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(`the outputs of stack ${stack} are not those`);
  expect(message).toContain(`  output ${fault.startsWith("(") ? "" : fault}`);
  expect(message).toContain(fault);
  expect(message).toContain("Run `pulumi up` there");
});

test("reports all faults at once", () => {
  const message = refusal({ uiUrl: 1, sshUser: 2, masterAddress: undefined });
  expect(message.split("\n")).toHaveLength(5);
});

test.each<[unknown, string]>([
  [undefined, "has no output schemaVersion (expected: 1)"],
  [2, "output schemaVersion of stack organization/mesos-testbed/dev is 2 (expected: 1)"],
  ["1", 'is "1" (expected: 1)'],
])("refuses schemaVersion %p before it looks at the rest", (schemaVersion, fault) => {
  const message = refusal({ schemaVersion, uiUrl: 1 });
  expect(message).toContain(fault);
  expect(message).not.toContain("uiUrl");
});

test.each<[string, unknown, string]>([
  ["marathonCredentials", { password: "planted" }, "is an object with password (expected"],
  ["marathonCredentials", ["planted"], "is a list (expected"],
  ["sshPrivateKey", "planted", "is a string (expected: a private key in PEM form)"],
  ["sshPrivateKey", "", "is an empty text (expected"],
])("shows nothing of a secret that is wrong: %s %p", (name, value, fault) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(`output ${name} ${fault}`);
  expect(message).not.toContain("planted");
});
