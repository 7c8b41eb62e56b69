import {
  choosePrunable,
  parseDescription,
  type ArtifactDescription,
  type CacheEntry,
} from "../../../lib/cacheIndex";
import { formatCache, formatSize } from "../../../lib/cacheTable";

const nowMs = Date.parse("2026-03-01T00:00:00Z");

/** An entry that was last used so many days ago. */
function entry(name: string, days: number, rest: Partial<CacheEntry> = {}): CacheEntry {
  return {
    kind: "artifact",
    name,
    paths: [`artifacts/${name}.tar.gz`],
    sizeBytes: 1024,
    lastUsedMs: nowMs - days * 86_400_000,
    state: "whole",
    inUse: false,
    lock: `artifacts/${name}.lock`,
    ...rest,
  };
}

/** Names of what is chosen. */
function chosen(
  entries: readonly CacheEntry[],
  options: Partial<Parameters<typeof choosePrunable>[1]> = {},
): string[] {
  const defaults = { olderThanDays: 30, keep: 0, all: false, nowMs };
  return choosePrunable(entries, { ...defaults, ...options }).map(({ name }) => name);
}

describe("what is to be removed", () => {
  const artifacts = [entry("a", 1), entry("b", 30), entry("c", 40), entry("d", 29.9)];

  test("artifacts go by the time of their last use", () => {
    expect(chosen(artifacts)).toEqual(["b", "c"]);
    expect(chosen(artifacts, { olderThanDays: 0 })).toEqual(["a", "b", "c", "d"]);
    expect(chosen(artifacts, { olderThanDays: 41 })).toEqual([]);
  });

  test("the last used ones stay whatever their age", () => {
    expect(chosen(artifacts, { olderThanDays: 0, keep: 2 })).toEqual(["b", "c"]);
    expect(chosen(artifacts, { olderThanDays: 35, keep: 2 })).toEqual(["c"]);
    expect(chosen(artifacts, { olderThanDays: 0, keep: 9 })).toEqual([]);
  });

  test("what cannot be used goes at once, and is none of those that stay", () => {
    const entries = [entry("x", 0, { state: "damaged" }), entry("y", 0, { state: "incomplete" })];
    expect(chosen([...entries, ...artifacts], { olderThanDays: 0, keep: 1 })).toEqual([
      ...["x", "y"],
      ...["b", "c", "d"],
    ]);
  });

  test("what is in use stays, whatever it is", () => {
    const entries = [
      entry("old", 99, { inUse: true }),
      entry("half", 99, { inUse: true, state: "incomplete" }),
      entry("part", 99, { inUse: true, kind: "leftover" }),
      entry("image", 99, { inUse: true, kind: "lab" }),
    ];
    expect(chosen(entries, { olderThanDays: 0, all: true })).toEqual([]);
  });

  test("leftovers go when no lock is held, without one after an hour, parts of downloads by age", () => {
    const unlocked = (name: string, hours: number): CacheEntry => {
      const { lock, ...leftover } = entry(name, hours / 24, { kind: "leftover" });
      expect(lock).toBeDefined();
      return leftover;
    };
    expect(
      chosen([
        entry("artifacts/.a.x", 0, { kind: "leftover" }),
        unlocked("seeds/.a.x", 0.9),
        unlocked("seeds/.b.x", 1),
        entry("downloads/sha256/a.part", 29, { kind: "leftover" }),
        entry("downloads/sha256/b.part", 30, { kind: "leftover" }),
      ]),
    ).toEqual(["artifacts/.a.x", "seeds/.b.x", "downloads/sha256/b.part"]);
  });

  test("all else goes by age, and only when asked for", () => {
    const others = (["download", "seed", "lab", "tools"] as const).map((kind) =>
      entry(kind, 50, { kind }),
    );
    const young = entry("young", 2, { kind: "lab" });
    expect(chosen([...others, young], { olderThanDays: 7 })).toEqual([]);
    expect(chosen([...others, young], { olderThanDays: 7, all: true })).toEqual([
      "download",
      "seed",
      "lab",
      "tools",
    ]);
  });
});

const description: ArtifactDescription = {
  schemaVersion: 1,
  key: "a",
  sha256: "0",
  sizeBytes: 5,
  made: "2026-01-02T03:04:05Z",
  inputs: {
    version: "0.24.0",
    imageSha256: "0123456789abcdef",
    configureFlags: ["--disable-python"],
  },
};

test("a description is read, and one that is damaged or of another form is none", () => {
  const text = JSON.stringify(description);
  expect(parseDescription(text)).toEqual(description);
  for (const wrong of [
    "",
    "null",
    "[]",
    text.slice(1),
    text.replace("1,", "2,"),
    text.replace('"inputs"', '"input"'),
  ]) {
    expect(parseDescription(wrong)).toBeUndefined();
  }
});

test("the table: a line per entry, and the sum of each kind", () => {
  const text = formatCache("/cache", [
    entry("a", 0, { description, sizeBytes: 5 * 1024 * 1024 }),
    entry("b", 1, { state: "damaged" }),
    entry("lab/image.qcow2", 2, { kind: "lab", inUse: true, sizeBytes: 3 * 1024 ** 3 }),
  ]);
  expect(text).toBe(
    [
      "kind         size  last used   state    name",
      "artifact  5.0 MiB  2026-03-01  whole    a  mesos 0.24.0, image 0123456789ab, --disable-python",
      "artifact  1.0 KiB  2026-02-28  damaged  b  not known what it was made of",
      "lab       3.0 GiB  2026-02-27  in use   lab/image.qcow2",
      "",
      "3.0 GiB in /cache: artifact 5.0 MiB, lab 3.0 GiB",
      "",
    ].join("\n"),
  );
  expect(formatCache("/cache", [])).toBe("nothing is in the cache /cache\n");
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [2048 * 1024 ** 3, "2048.0 GiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
