import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import * as os from "node:os";
import * as path from "node:path";

import { strToU8, zipSync } from "fflate";

import { centralRepository } from "../../../lib/centralRepository";
import { fileDigest } from "../../../lib/fileDigest";
import { gatherMavenFiles } from "../../../lib/gatherMavenFiles";
import {
  cachedMavenFiles,
  mavenFiles,
  parseMavenFiles,
  type MavenFile,
} from "../../../lib/mavenFiles";
import { centralInput } from "../../../lib/mavenInput";
import { listenOnLoopback } from "../../support/loopback";
import { readSpec } from "../../support/spec";

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "maven-files-"));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

test("the files of Maven 3.3.9, and of no other one", () => {
  const files = mavenFiles("3.3.9");
  const paths = files.map(({ path: place }) => place);
  expect(files).toHaveLength(672);
  expect(paths.filter((place) => place.endsWith(".jar"))).toHaveLength(214);
  expect(paths).toEqual([...new Set(paths)].sort());
  // As Mesos 0.24.0 and its parent ask for them (src/java/mesos.pom.in, org.apache:apache:11).
  for (const [artifact, version] of [
    ["com/google/protobuf/protobuf-java", "2.5.0"],
    ["org/apache/maven/plugins/maven-shade-plugin", "2.2"],
    ["org/apache/maven/plugins/maven-dependency-plugin", "2.8"],
    ["org/codehaus/mojo/build-helper-maven-plugin", "1.8"],
    ["org/apache/maven/plugins/maven-clean-plugin", "2.5"],
    ["org/apache/maven/plugins/maven-resources-plugin", "2.5"],
    ["org/apache/maven/plugins/maven-jar-plugin", "2.4"],
    ["org/apache/maven/plugins/maven-source-plugin", "2.1.2"],
    ["org/apache/maven/plugins/maven-surefire-plugin", "2.12"],
    ["org/apache/maven/plugins/maven-javadoc-plugin", "2.8.1"],
    ["org/apache/maven/plugins/maven-gpg-plugin", "1.4"],
  ] as const) {
    expect(paths).toContain(`${artifact}/${version}/${path.basename(artifact)}-${version}.jar`);
  }
  expect(mavenFiles("3.3.1")).toEqual([]);
});

test.each([
  ["no digest", "123\t1\ta.jar"],
  ["no size", `${"a".repeat(64)}\t\ta.jar`],
  ["an absolute path", `${"a".repeat(64)}\t1\t/a.jar`],
  ["a path that leads out", `${"a".repeat(64)}\t1\ta/../../b.jar`],
])("a line with %s is refused", (_, line) => {
  expect(() => parseMavenFiles(`# said\n\n${line}\n`)).toThrow("no file of Maven's: ");
});

/** A Maven's tarball whose super POM is this text. */
function tarball(pom: string): string {
  const jar = path.join(folder, "apache-maven-3.3.9", "lib", "maven-model-builder-3.3.9.jar");
  fs.mkdirSync(path.dirname(jar), { recursive: true });
  fs.writeFileSync(
    jar,
    zipSync({ "a.class": strToU8("x"), "org/apache/maven/model/pom-4.0.0.xml": strToU8(pom) }),
  );
  const file = path.join(folder, "maven.tar.gz");
  const args = ["--create", "--gzip", "--file", file, "--directory", folder];
  expect(spawnSync("tar", [...args, "apache-maven-3.3.9"]).status).toBe(0);
  return file;
}

describe("the central repository", () => {
  test("is what Maven's own POM says", () => {
    const file = tarball(
      "<repositories><repository>\n<id>central</id>\n<name>x</name>\n<url>https://x.test/maven2</url>",
    );
    expect(centralRepository(file, "3.3.9")).toBe("https://x.test/maven2/");
  });

  /** What doctor asks, of a stack whose Maven has these settings; the cache has nothing. */
  const asked = async (maven: object, more: Record<string, string> = {}): Promise<unknown[]> => {
    const inputs = await centralInput(
      readSpec({ maven: JSON.stringify(maven), ...more }),
      (sha256) => path.join(folder, sha256),
    );
    return inputs.map(({ sources, unasked, isDispensable }) => [sources, unasked, isDispensable]);
  };

  test("is asked by doctor where Maven's tarball is a file here or in the cache, and is the right one", async () => {
    const file = tarball("<id>central</id><url>https://x.test/maven2</url>");
    const sha256 = await fileDigest(file);
    const central = [["https://x.test/maven2/"], undefined, true];
    const unknown = [[], "its URL is in Maven's tarball, which is not here yet", true];
    expect(await asked({ sources: [file], sha256 })).toEqual([central]);
    expect(await asked({ sources: [file] })).toEqual([unknown]);
    expect(await asked({ sources: ["http://x.test/maven.tar.gz"], sha256 })).toEqual([unknown]);
    fs.renameSync(file, path.join(folder, sha256));
    expect(await asked({ sources: ["http://x.test/maven.tar.gz"], sha256 })).toEqual([central]);
  });

  test("is not asked where it says nothing, where copies are named, and where nothing is compiled", async () => {
    const file = tarball("<id>other</id><url>https://x.test/</url>");
    const maven = { sources: [file], sha256: await fileDigest(file) };
    expect(await asked(maven)).toEqual([
      [[], expect.stringContaining("names no central repository"), true],
    ]);
    expect(await asked({ ...maven, mirrors: ["http://x.test/"] })).toEqual([]);
    expect(await asked({ ...maven, version: "3.3.1" })).toEqual([]);
    const artifact = JSON.stringify({ source: "artifact", sources: ["/x.tar.gz"] });
    expect(await asked(maven, { mesos: artifact })).toEqual([]);
  });

  test("is not known of a Maven without that POM, or of another one", () => {
    const file = tarball("<id>other</id><url>https://x.test/</url>");
    expect(() => centralRepository(file, "3.3.9")).toThrow("names no central repository");
    expect(() => centralRepository(file, "3.3.1")).toThrow(
      "has no apache-maven-3.3.1/lib/maven-model-builder-3.3.1.jar",
    );
  });
});

describe("gathering", () => {
  const contents: Readonly<Record<string, string>> = {
    "a/1/a-1.pom": "pom of a",
    "a/1/a-1.jar": "jar of a",
    "b/2/b-2.jar": "jar of b",
  };
  const files: MavenFile[] = Object.entries(contents).map(([place, text]) => ({
    path: place,
    sha256: createHash("sha256").update(text).digest("hex"),
    sizeBytes: text.length,
  }));
  let server: Server;
  let url: string;
  let asked: string[];
  let missing: string;
  let said: string[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const place = (request.url ?? "").replace(/^\/maven2\//, "");
      asked.push(place);
      const text = place === missing ? undefined : contents[place];
      response.statusCode = text === undefined ? 404 : 200;
      response.end(text);
    });
    url = await listenOnLoopback(server);
  });

  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => {
    asked = [];
    missing = "";
    said = [];
  });

  const gather = (cache: string, ...sources: string[]): Promise<string> =>
    gatherMavenFiles(files, { cache, sources: () => sources, say: (line) => said.push(line) });

  test("gives one archive of all, the same bytes each time, and is done once", async () => {
    const sha256 = await gather(folder, `${url}/gone/`, `${url}/maven2/`);
    // The dead source is asked for the first file alone.
    expect(asked).toHaveLength(4);
    expect(said.at(-1)).toBe(`Maven's files: 3 from ${url}/maven2/`);
    const archive = path.join(folder, "downloads", "sha256", sha256);
    const listed = spawnSync("tar", ["--list", "--gzip", "--file", archive], { encoding: "utf8" });
    expect(listed.stdout.trim().split("\n")).toEqual(
      files.map(({ path: place }) => `m2-repository/${place}`),
    );
    expect(fs.readdirSync(path.join(folder, "maven-repositories"))).toEqual([
      path.basename(cachedMavenFiles(folder, files)),
    ]);

    expect(await gather(folder, `${url}/maven2/`)).toBe(sha256);
    expect(asked).toHaveLength(4);
    expect(await gather(path.join(folder, "another"), `${url}/maven2/`)).toBe(sha256);
  });

  test("goes on where a run has failed, and says what is missing where", async () => {
    missing = "b/2/b-2.jar";
    await expect(gather(folder, `${url}/maven2/`)).rejects.toThrow("/maven2/b/2/b-2.jar: ");
    missing = "";
    asked = [];
    await gather(folder, `${url}/maven2/`);
    expect(asked).toEqual(["b/2/b-2.jar"]);
  });

  test("takes no other file, and says so of every source", async () => {
    const wrong = files.map((file) => ({ ...file, sha256: "0".repeat(64) }));
    await expect(
      gatherMavenFiles(wrong, {
        cache: folder,
        sources: () => [`${url}/maven2/`, `${url}/gone/`],
        say: () => undefined,
      }),
    ).rejects.toThrow(/^no copy of Maven's central repository has its files: .*sha256.*; .*404/);
    expect(fs.existsSync(cachedMavenFiles(folder, wrong))).toBe(false);
  });

  test("makes an archive that is gone again", async () => {
    const sha256 = await gather(folder, `${url}/maven2/`);
    fs.rmSync(path.join(folder, "downloads", "sha256", sha256));
    expect(await gather(folder, `${url}/maven2/`)).toBe(sha256);
    expect(asked).toHaveLength(6);
  });
});
