import * as fs from "node:fs";
import * as path from "node:path";

import { stackReadme, type OpenOutputs } from "../../../lib/stackReadme";
import { sampleOutputs } from "../../support/outputs";

const stack = {
  fullName: "organization/mesos-testbed/dev",
  name: "dev",
  hasMarathonCredentials: true,
  outboundTraffic: false,
};

/** The golden text; written anew by `GOLDEN=write npx jest`, to be looked at before it is committed. */
function golden(name: string, text: string): string {
  const file = path.join(__dirname, "..", "..", "golden", name);
  if (process.env["GOLDEN"] === "write") {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return fs.readFileSync(file, "utf8");
}

test("of a cluster with Marathon", () => {
  const text = stackReadme(stack, sampleOutputs);
  expect(text).toBe(golden("readme-marathon.md", text));
});

test("of a cluster without Marathon, of one slave", () => {
  const { marathonUrl, zookeeperUrl, ...rest } = sampleOutputs;
  expect([marathonUrl, zookeeperUrl]).not.toContain(undefined);
  const outputs: OpenOutputs = { ...rest, slaves: sampleOutputs.slaves.slice(0, 1) };
  const text = stackReadme(
    { ...stack, hasMarathonCredentials: false, outboundTraffic: true },
    outputs,
  );
  expect(text).toBe(golden("readme-small.md", text));
});

test("holds no secret, and nothing that Pulumi Cloud would replace", () => {
  const text = stackReadme(stack, sampleOutputs);
  expect(text).not.toMatch(/planted|\$/);
});
