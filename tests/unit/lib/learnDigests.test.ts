import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

import type { ClusterSpec } from "../../../lib/clusterSpec";
import { formatInputLock } from "../../../lib/inputLock";
import { learnDigests, lockedDigests } from "../../../lib/learnDigests";
import { unknownDigest } from "../../../lib/unknownDigest";
import { readSpec } from "../../support/spec";

let folder: string;
let lockFile: string;
let said: string[];
let warned: string[];
/** What the check before the first download was told of. */
let checked: ClusterSpec[];
const checkFirst = (spec: ClusterSpec): Promise<void> => {
  checked.push(spec);
  return Promise.resolve();
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "learn-digests-"));
  lockFile = path.join(folder, "stack", "inputs.dev.lock.json");
  fs.mkdirSync(path.dirname(lockFile));
  said = [];
  warned = [];
  checked = [];
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

/** Writes a file; its path and digest. */
function file(name: string, content: Buffer): { place: string; sha256: string } {
  const place = path.join(folder, name);
  fs.writeFileSync(place, content);
  return { place, sha256: createHash("sha256").update(content).digest("hex") };
}

const image = (): { place: string; sha256: string } =>
  file("el6.qcow2", Buffer.from("QFI\xfbimage", "latin1"));
/** An empty archive is two blocks of zeros. */
const tarball = (): { place: string; sha256: string } =>
  file("mesos.tar.gz", gzipSync(Buffer.alloc(1024)));

/** A cluster whose image and Mesos have no digest. */
function openSpec(imagePlace: string, mesosPlace: string): ClusterSpec {
  return readSpec({
    image: JSON.stringify({ sources: [imagePlace] }),
    mesos: JSON.stringify({ version: "0.23.1", sources: [mesosPlace] }),
    marathon: '{"enabled":false}',
    cacheDirectory: path.join(folder, "cache"),
  });
}

const learn = (spec: ClusterSpec, isPreview = false): Promise<ClusterSpec> =>
  learnDigests(spec, {
    lockFile,
    isPreview,
    say: (line) => said.push(line),
    warn: (text) => warned.push(text),
    checkFirst,
  });

const digestsOf = ({ image: { sha256 }, mesos }: ClusterSpec): string[] => [sha256, mesos.sha256];

test("where every digest is given, nothing is read, written or said", async () => {
  fs.writeFileSync(lockFile, "no lock file");
  const digest = '{"sha256":"' + "1".repeat(64) + '"}';
  const spec = readSpec({ image: digest, mesos: digest, marathon: '{"enabled":false}' });
  expect(await learn(spec)).toBe(spec);
  expect(fs.readFileSync(lockFile, "utf8")).toBe("no lock file");
  expect([said, warned, checked]).toEqual([[], [], []]);
});

test("a preview fetches nothing, writes nothing, and says in one line what is not known", async () => {
  const spec = await learn(openSpec("/nowhere/el6.qcow2", "/nowhere/mesos.tar.gz"), true);
  expect(digestsOf(spec)).toEqual([unknownDigest, unknownDigest]);
  expect(said).toEqual([
    "no digest is known of mesos 0.23.1, image el6.qcow2: the up fetches and trusts them on first use, and writes " +
      'inputs.dev.lock.json; this preview has "learned-at-up" in their place',
  ]);
  expect([warned, checked, fs.readdirSync(path.dirname(lockFile))]).toEqual([[], [], []]);
});

test("an up fetches, trusts aloud, and writes the lock file", async () => {
  const [el6, mesos] = [image(), tarball()];
  const spec = await learn(openSpec(el6.place, mesos.place));
  expect(digestsOf(spec)).toEqual([el6.sha256, mesos.sha256]);
  expect(fs.readFileSync(lockFile, "utf8")).toBe(
    formatInputLock({
      "image el6.qcow2": { sha256: el6.sha256, source: el6.place },
      "mesos 0.23.1": { sha256: mesos.sha256, source: mesos.place },
    }),
  );
  expect(warned).toHaveLength(2);
  expect(warned[1]).toContain(
    `image el6.qcow2: no SHA-256 of it is known, so what ${el6.place} has is trusted on first use. ` +
      `Its SHA-256 is ${el6.sha256}; it is in inputs.dev.lock.json now`,
  );
  expect(said).toContain(`image: ${el6.place}, read, 1 KiB`);
  expect(fs.readdirSync(path.dirname(lockFile))).toEqual(["inputs.dev.lock.json"]);
});

test("ever after the lock file tells, in an up and in a preview, whatever the source has by then", async () => {
  const [el6, mesos] = [image(), tarball()];
  const open = openSpec(el6.place, mesos.place);
  await learn(open);
  const before = fs.readFileSync(lockFile, "utf8");
  fs.rmSync(el6.place);
  fs.writeFileSync(mesos.place, "something else");
  [said, warned, checked] = [[], [], []];
  for (const isPreview of [false, true]) {
    expect(digestsOf(await learn(open, isPreview))).toEqual([el6.sha256, mesos.sha256]);
  }
  expect(fs.readFileSync(lockFile, "utf8")).toBe(before);
  expect([said, warned, checked]).toEqual([[], [], []]);
  expect(lockedDigests(open, lockFile)).toEqual(await learn(open));
});

test("nothing is fetched when the check before it speaks against it", async () => {
  const failing = (): Promise<void> => Promise.reject(new Error("marathon has no living source"));
  const options = { lockFile, isPreview: false, say: () => undefined, warn: () => undefined };
  await expect(
    learnDigests(openSpec(image().place, tarball().place), { ...options, checkFirst: failing }),
  ).rejects.toThrow("marathon has no living source");
  expect(fs.readdirSync(path.dirname(lockFile))).toEqual([]);
  expect(fs.existsSync(path.join(folder, "cache"))).toBe(false);
});

test("the check is told the digests of the lock file", async () => {
  const [el6, mesos] = [image(), tarball()];
  fs.writeFileSync(
    lockFile,
    formatInputLock({ "mesos 0.23.1": { sha256: mesos.sha256, source: mesos.place } }),
  );
  await learn(openSpec(el6.place, mesos.place));
  expect(checked.map(digestsOf)).toEqual([["", mesos.sha256]]);
});

test("without a lock file lockedDigests leaves all as it is", () => {
  const spec = openSpec("/x.qcow2", "/y.tar.gz");
  expect(lockedDigests(spec, lockFile)).toEqual(spec);
});

test("a digest of the user's comes before the lock file's", async () => {
  const mesos = tarball();
  fs.writeFileSync(
    lockFile,
    formatInputLock({ "mesos 0.23.1": { sha256: "2".repeat(64), source: "/x" } }),
  );
  const given = { version: "0.23.1", sha256: "3".repeat(64), sources: [mesos.place] };
  const spec = readSpec({
    image: `{"sha256":"${"1".repeat(64)}"}`,
    mesos: JSON.stringify(given),
    marathon: '{"enabled":false}',
  });
  expect(digestsOf(await learn(spec))).toEqual(["1".repeat(64), "3".repeat(64)]);
});

test("where no place has a file, the reasons are the error, and what was learned before is kept", async () => {
  const mesos = tarball();
  const nowhere = path.join(folder, "nowhere.qcow2");
  await expect(learn(openSpec(nowhere, mesos.place))).rejects.toThrow(
    `image: no place has the file:\n- ${nowhere}: no such file, or not readable\n` +
      "Give one that has it, a URL or a path: pulumi config set --path 'mesos-testbed:image.sources[0]' PLACE",
  );
  expect(fs.readFileSync(lockFile, "utf8")).toBe(
    formatInputLock({ "mesos 0.23.1": { sha256: mesos.sha256, source: mesos.place } }),
  );
  expect(said.filter((line) => line.includes("no place"))).toEqual([]);
});

test("a known MD5 has to match", async () => {
  const { place, sha256 } = file(
    "CentOS-6-x86_64-GenericCloud-20141129_01.qcow2",
    Buffer.from("QFI\xfbno CentOS", "latin1"),
  );
  await expect(learn(openSpec(place, tarball().place))).rejects.toThrow(
    `- ${place}: it has another MD5 than the known 62ac2565e3527377860361f57639f334 (its sha256 is ${sha256}`,
  );
});

test("a lock file that is not right is an error, not a reason to trust anew", async () => {
  fs.writeFileSync(lockFile, "{");
  await expect(learn(openSpec(image().place, tarball().place))).rejects.toThrow(
    "inputs.dev.lock.json is no JSON",
  );
  expect(fs.readFileSync(lockFile, "utf8")).toBe("{");
});
