import { formatInputLock, lockFileName, parseInputLock } from "../../../lib/inputLock";

const a = "a".repeat(64);
const b = "b".repeat(64);

const text = `{
  "form": 1,
  "inputs": {
    "image x.qcow2": {
      "sha256": "${a}",
      "source": "http://x.test/x.qcow2"
    },
    "mesos 0.23.0": {
      "sha256": "${b}",
      "source": "/files/mesos.tar.gz"
    }
  }
}
`;

test("a lock file is sorted, the same for the same files, and read as it was written", () => {
  const mesos = { sha256: b, source: "/files/mesos.tar.gz" };
  const image = { source: "http://x.test/x.qcow2", sha256: a };
  expect(formatInputLock({ "mesos 0.23.0": mesos, "image x.qcow2": image })).toBe(text);
  expect(formatInputLock({ "image x.qcow2": image, "mesos 0.23.0": mesos })).toBe(text);
  expect(parseInputLock(text, "file")).toEqual({ "image x.qcow2": image, "mesos 0.23.0": mesos });
});

test("a tag of git has its commit in place of a digest", () => {
  const lock = {
    "mesos git 0.24.0": { commit: "c".repeat(40), source: "http://x.test/mesos.git" },
  };
  expect(parseInputLock(formatInputLock(lock), "file")).toEqual(lock);
});

test.each<[string, string, string]>([
  [
    "a wrong commit",
    text.replace(`"sha256": "${a}"`, '"commit": "0.24.0"'),
    'has no commit of 40 lower-case hexadecimal digits for "image x.qcow2"',
  ],
  ["no JSON", "{", "is no JSON ("],
  ["a merge that was not resolved", `<<<<<<< HEAD\n${text}`, "is no JSON ("],
  ["another value", "null", "has form none, and this program knows 1"],
  ["a later form", '{"form": 2, "inputs": {}}', "has form 2, and this program knows 1"],
  [
    "a wrong digest",
    text.replace(a, "abc"),
    'has no sha256 of 64 lower-case hexadecimal digits for "image x.qcow2"',
  ],
  [
    "no source",
    text.replace('"source": "/files', '"from": "/files'),
    'has no source for "mesos 0.23.0"',
  ],
])("refused with file, fault and remedy: %s", (_, content, fault) => {
  expect(() => parseInputLock(content, "inputs.dev.lock.json")).toThrow(
    `inputs.dev.lock.json ${fault}`,
  );
  expect(() => parseInputLock(content, "inputs.dev.lock.json")).toThrow(
    "Take it from your version control again; or remove it",
  );
});

test("the file's name is no stack file's, which begins with Pulumi", () => {
  expect(lockFileName("dev")).toBe("inputs.dev.lock.json");
});
