/**
 * Bundles: all inputs of a stack in one file. Run by `node host/run.cjs`, called by host/bundle, which
 * explains them.
 *
 * - `create STACK STACK_FILE BUNDLE PACKAGES MAVEN`: PACKAGES is a file with the packages of all nodes, one a line, or empty for
 *   a bundle without packages; MAVEN is the builder's Maven repository for it, an empty file where it has none
 * - `list BUNDLE`
 * - `unpack BUNDLE STACK STACK_FILE`
 */
import * as fs from "node:fs";
import * as path from "node:path";

import { mebibytes, readBundleIndex, unpackBundle, writeBundle } from "../lib/bundleArchive";
import { bundledFiles, type BundleIndex } from "../lib/bundleIndex";
import { checkInputs, inputsCheck } from "../lib/checkInputs";
import type { ClusterSpec } from "../lib/clusterSpec";
import { compareBundle, lockEntries } from "../lib/compareBundle";
import { fileDigest } from "../lib/fileDigest";
import { gatherFiles } from "../lib/gatherFiles";
import { gatherRepositories } from "../lib/gatherRepositories";
import { messageOf } from "../lib/getJson";
import { isOfGuests } from "../lib/inputsReport";
import { cacheFolder } from "../lib/inspectInputs";
import { knownMavenFiles } from "../lib/knownMavenFiles";
import { learnCommit } from "../lib/learnCommit";
import { learnDigests, lockedDigests, type LearnOptions } from "../lib/learnDigests";
import { readLockFile, writeLockFile } from "../lib/lockFile";
import { mavenRepositoryKey } from "../lib/mavenRepository";
import { moveIntoCache } from "../lib/moveIntoCache";
import { readStackSpec, stackFilePath } from "../lib/stackSpec";

const say = (line: string): void => console.error(line);

async function create(
  stack = "",
  stackFile = "",
  bundle = "",
  packagesFile = "",
  mavenFile = "",
): Promise<void> {
  const read = readStackSpec(stack, stackFile || stackFilePath(stack));
  const check = inputsCheck(lockedDigests(read.spec, read.lockFile), stack);
  const needed = check.inputs
    .filter((input) => packagesFile !== "" || !isOfGuests(input))
    // Here it is this host that fetches the repositories.
    .map((input) => ({ ...input, isWithoutTls: false }));
  await checkInputs({ ...check, inputs: needed });
  const options: LearnOptions = {
    lockFile: read.lockFile,
    isPreview: false,
    say,
    warn: say,
    checkFirst: () => Promise.resolve(),
  };
  const spec = await learnDigests(await learnCommit(read.spec, options), options);
  const { inputs, files } = await gatherFiles(spec, readLockFile(read.lockFile), say);
  let index: BundleIndex = { inputs };
  const archive = `${bundle}.repositories`;
  try {
    if (packagesFile !== "") {
      const packages = new Set(fs.readFileSync(packagesFile, "utf8").split("\n").filter(Boolean));
      const repositories = await gatherRepositories(spec.repositories, {
        packages,
        cache: cacheFolder(spec.cacheDirectory),
        archive,
        say,
      });
      files.set(repositories.path, archive);
      index = { ...index, repositories };
    }
    const maven = packagesFile === "" ? undefined : await mavenArchive(spec, files, mavenFile);
    if (maven !== undefined) {
      const mavenRepository = {
        key: mavenRepositoryKey(spec.mesos, spec.maven),
        path: "maven-repository.tar.gz",
        sha256: await fileDigest(maven),
        sizeBytes: fs.statSync(maven).size,
      };
      files.set(mavenRepository.path, maven);
      index = { ...index, mavenRepository };
    }
    await writeBundle(bundle, index, files, say);
  } finally {
    fs.rmSync(archive, { force: true });
  }
  say(
    `${bundle}: ${inputs.length} files${index.repositories === undefined ? ", no packages" : ""}, ` +
      `${mebibytes(fs.statSync(bundle).size)}. It holds no secret.`,
  );
  console.log(path.resolve(bundle));
}

/**
 * The Maven repository of a bundle: what the builder has compiled with, or else the files that are known of this Maven, so that
 * a cluster whose Mesos came from the cache makes a bundle that is as good.
 */
async function mavenArchive(
  { mesos, maven, cacheDirectory }: ClusterSpec,
  gathered: ReadonlyMap<string, string>,
  ofBuilder: string,
): Promise<string | undefined> {
  if (fs.statSync(ofBuilder).size > 0) {
    return ofBuilder;
  }
  if (mesos.source === "artifact") {
    return undefined;
  }
  const cache = cacheFolder(cacheDirectory);
  const tarball = [...gathered].find(([place]) => place.startsWith("files/maven/"))?.[1];
  const sha256 =
    maven === undefined || tarball === undefined
      ? undefined
      : await knownMavenFiles({ ...maven, tarball }, { cache, say });
  if (sha256 === undefined) {
    say(
      `no Maven repository: the master has compiled nothing, and the files of ${maven === undefined ? "Maven as a package" : `Maven ${maven.version}`} ` +
        "are not known. Where Mesos has to be compiled from this bundle, Maven needs the internet; a bundle of a cluster that has " +
        "compiled does not",
    );
    return undefined;
  }
  return path.join(cache, "downloads", "sha256", sha256);
}

async function list(bundle = ""): Promise<void> {
  const { inputs, repositories, mavenRepository } = await readBundleIndex(bundle);
  for (const { id, sha256, sizeBytes, source } of inputs) {
    console.log(`${sha256}  ${id}, ${mebibytes(sizeBytes)}, from ${source}`);
  }
  if (mavenRepository !== undefined) {
    const { key, sha256, sizeBytes } = mavenRepository;
    console.log(`${sha256}  Maven repository (${key}), ${mebibytes(sizeBytes)}`);
  }
  if (repositories === undefined) {
    console.log("no packages");
    return;
  }
  const { key, names, sha256, sizeBytes, files } = repositories;
  console.log(
    `${sha256}  repositories ${names.join(", ")} (${key}), ${mebibytes(sizeBytes)}, with`,
  );
  for (const file of files) {
    console.log(`${file.sha256}  ${file.path}, from ${file.source}`);
  }
}

async function unpack(bundle = "", stack = "", stackFile = ""): Promise<void> {
  const read = readStackSpec(stack, stackFile || stackFilePath(stack));
  const spec = lockedDigests(read.spec, read.lockFile);
  const index = await readBundleIndex(bundle);
  const { faults, trusted, lacking } = compareBundle(index, spec);
  if (faults.length > 0) {
    throw new Error(
      `${bundle} is not for stack ${stack}; nothing of it was used:\n${faults.map((fault) => `- ${fault}\n`).join("")}`.trimEnd(),
    );
  }
  const cache = cacheFolder(spec.cacheDirectory);
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(path.join(cache, ".bundle."));
  try {
    await unpackBundle(bundle, index, folder, say);
    moveIntoCache(index, folder, cache);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  if (trusted.length > 0) {
    writeLockFile(read.lockFile, { ...readLockFile(read.lockFile), ...lockEntries(trusted) });
    const file = path.basename(read.lockFile);
    for (const { id, sha256, commit, source } of trusted) {
      say(
        commit === undefined
          ? `${id}: no SHA-256 of it is known, so the bundle's maker is believed, who had it from ${source}. Its SHA-256 is ` +
              `${sha256}; it is in ${file} now: commit that file`
          : `${id}: a tag or branch can be moved, so the bundle's maker is believed, for whom ${source} had commit ${commit}. ` +
              `It is in ${file} now: commit that file`,
      );
    }
  }
  for (const { path: name, commit } of index.inputs) {
    if (commit !== undefined) {
      say(
        `${path.basename(name)}: git's own check of commit ${commit} was made where the bundle was; that the tarball is of it is ` +
          "believed of the bundle's maker",
      );
    }
  }
  say(`${bundle}: ${bundledFiles(index).length} files are in the cache ${cache}`);
  if (lacking.length > 0) {
    say(`it does not have, and the stack needs from the cache or elsewhere: ${lacking.join(", ")}`);
  }
}

const commands: Readonly<Record<string, (...args: string[]) => Promise<void>>> = {
  create,
  list,
  unpack,
};

async function main([name = "", ...args]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new Error(`no command "${name}"; there are: ${Object.keys(commands).join(", ")}`);
  }
  await command(...args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
