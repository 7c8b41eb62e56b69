import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { ClusterSpec } from "../../lib/clusterSpec";
import { stackFileValues } from "../../lib/stackFile";
import { recordProgram, settle } from "./mocks";
import { clusterClass, clusterRecorder, localType, remoteType } from "./program";
import { readSpec } from "./spec";

/** A file in a guest, as the program sends it. */
export interface RenderedFile {
  /** Absolute path in the guest. */
  readonly path: string;
  /** Permissions in octal, e.g. `0644`. */
  readonly mode: string;
  /** Owner and group. */
  readonly owner: string;
  /** Content, as text. */
  readonly content: string;
}

/** What the program renders for one node. */
export interface RenderedNode {
  /** cloud-init's user-data. */
  readonly userData: string;
  /** cloud-init's meta-data. */
  readonly metaData: string;
  /** What is on the seed disk beside them, by the name of `host/make-seed`'s settings; the product has nothing. */
  readonly otherSeedFiles: readonly string[];
  /** Every file that a command brings into the guest, but for the scripts, sorted by path. */
  readonly files: readonly RenderedFile[];
}

const project = path.join(__dirname, "..", "..");

/** The cluster of stack dev as it is in the repository. */
export function devSpec(): ClusterSpec {
  const text = fs.readFileSync(path.join(project, "Pulumi.dev.yaml"), "utf8");
  return readSpec(stackFileValues(text, "mesos-testbed"));
}

/**
 * Renders a whole cluster by the real program, with the mocks' key and secrets. The test has to mock `lib/readCluster`, which
 * would ask a master.
 *
 * @param spec the cluster
 * @returns the nodes by host name
 */
export async function renderNodes(spec: ClusterSpec): Promise<Record<string, RenderedNode>> {
  const recorder = clusterRecorder();
  await recordProgram(recorder);
  await settle(new (clusterClass())("mesos", { spec, mark: "test mark" }));
  const stdinOf = (type: string, pattern: RegExp): string[] =>
    recorder.resources
      .filter((resource) => resource.type === type && pattern.test(resource.name))
      .map(({ inputs }) => inputs["stdin"])
      .filter((stdin) => typeof stdin === "string");
  const node = (hostName: string): RenderedNode => {
    const [seed, ...others] = stdinOf(localType, new RegExp(`^mesos-${hostName}-seed-image$`));
    if (seed === undefined || others.length > 0) {
      throw new Error(`${hostName} has not exactly one seed`);
    }
    // The cache folder, user-data and meta-data in base64, and an empty line's worth of end (host/make-seed).
    const [, userData = "", metaData = "", ...rest] = seed.split("\n");
    // What is not named after the node is the master's.
    const slave = /^mesos-(slave\d+)-/;
    const names = recorder.resources
      .filter(({ type, name }) => type === remoteType && !name.endsWith("-scripts"))
      .filter(({ name }) => (slave.exec(name)?.[1] ?? "master") === hostName)
      .map(({ name }) => name);
    return {
      userData: decoded(userData),
      metaData: decoded(metaData),
      otherSeedFiles: rest.filter((line) => line !== ""),
      files: filesOf(names.flatMap((name) => stdinOf(remoteType, new RegExp(`^${name}$`)))),
    };
  };
  const hostNames = ["master", ...spec.slaves.map(({ hostName }) => hostName)];
  return Object.fromEntries(hostNames.map((hostName) => [hostName, node(hostName)]));
}

/** The files in several inputs of the guest's install-files; the same file twice counts once. */
function filesOf(inputs: readonly string[]): RenderedFile[] {
  const byPath = new Map<string, RenderedFile>();
  for (const line of inputs.flatMap((input) => input.split("\n")).filter((text) => text !== "")) {
    const [mode = "", owner = "", file = "", content = ""] = line.split(" ");
    const rendered = { path: file, mode, owner, content: content === "-" ? "" : decoded(content) };
    const known = byPath.get(file);
    if (known !== undefined && known.content !== rendered.content) {
      throw new Error(`two commands write different files ${file}`);
    }
    byPath.set(file, rendered);
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file of user-data's `write_files`. */
interface WrittenFile {
  readonly path: string;
  readonly permissions: string;
  readonly owner: string;
  readonly encoding: string;
  readonly content: string;
}

/**
 * The files that user-data writes, decoded.
 *
 * @param userData user-data
 * @returns the files, in the order of user-data
 */
export function seedFiles(userData: string): RenderedFile[] {
  const { write_files: files } = parse(userData) as { write_files: WrittenFile[] };
  return files.map(({ path: file, permissions, owner, encoding, content }) => ({
    path: file,
    mode: permissions,
    owner,
    content: encoding === "b64" ? decoded(content) : content,
  }));
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
