import { expectedOf } from "../../../lib/expectedCluster";
import { readSpec } from "../../support/spec";

const nodes =
  '"master":{"name":"master","address":"192.168.5.51"},' +
  '"slaves":[{"name":"slave1","address":"192.168.5.54"}],"mesosVersion":"0.24.0"';

/** With one slave, as the readiness gate's input has it: another text there runs the gate of every stack once more. */
const storedWith = (marathon: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(expectedOf(readSpec({ slaves: "1", marathon: JSON.stringify(marathon) })));

test("what has its default is not stored, also where it is given", () => {
  const stored = `{${nodes},"marathonFrameworks":1,"marathonVersion":"0.11.0"}`;
  expect(storedWith({})).toBe(stored);
  expect(storedWith({ flags: { framework_name: "marathon", checkpoint: "true" } })).toBe(stored);
});

test("Marathon is expected under the name that it is given", () => {
  expect(storedWith({ flags: { framework_name: "jobs" } })).toBe(
    `{${nodes},"marathonFrameworks":1,"marathonVersion":"0.11.0","frameworkName":"jobs"}`,
  );
});

test("without Marathon nothing is expected of frameworks", () => {
  expect(storedWith({ enabled: false, flags: { framework_name: "jobs" } })).toBe(
    `{${nodes},"marathonFrameworks":0}`,
  );
});
