import * as path from "node:path";

import type { ClusterSpec } from "./clusterSpec";
import { askRepository } from "./gitSource";
import { shellQuote } from "./hostScript";
import type { InputLock } from "./inputLock";
import type { LearnOptions } from "./learnDigests";
import { readLockFile, writeLockFile } from "./lockFile";
import { gitInputId } from "./mesosSource";
import { unknownDigest } from "./unknownDigest";

function isOpen({ mesos }: ClusterSpec): boolean {
  return mesos.source === "git" && mesos.commit === "";
}

function withCommit(spec: ClusterSpec, commit: string): ClusterSpec {
  return { ...spec, mesos: { ...spec.mesos, commit } };
}

/**
 * Gives Mesos from git its commit, where a tag or branch is named: the one that the stack's lock file has; else the one that
 * the first repository with that name has, which is trusted on first use, aloud, and written there. Nothing is fetched.
 *
 * @param spec the cluster
 * @param options lock file, and who hears of it
 * @returns the cluster with the commit; in a preview {@link unknownDigest} for one that is not known yet
 * @throws Error when the lock file is not right, or no repository has that tag or branch
 */
export async function learnCommit(
  spec: ClusterSpec,
  { lockFile, isPreview, say, warn }: Pick<LearnOptions, "lockFile" | "isPreview" | "say" | "warn">,
): Promise<ClusterSpec> {
  if (!isOpen(spec)) {
    return spec;
  }
  const lock = readLockFile(lockFile);
  const known = withLockedCommit(spec, lock);
  if (!isOpen(known)) {
    return known;
  }
  const { ref, sources } = spec.mesos;
  const file = path.basename(lockFile);
  if (isPreview) {
    say(
      `the commit of ${ref} is not known: the up asks for it, trusts the answer on first use, and writes ${file}; ` +
        `this preview has "${unknownDigest}" in its place`,
    );
    return withCommit(spec, unknownDigest);
  }
  const reasons: string[] = [];
  for (const source of sources) {
    const { commit, status } = await askRepository(source, ref);
    if (commit !== undefined) {
      writeLockFile(lockFile, { ...lock, [gitInputId(ref)]: { commit, source } });
      warn(
        `${gitInputId(ref)}: a tag or branch can be moved, so what ${source} has is trusted on first use: commit ${commit}. ` +
          `It is in ${file} now, and nothing else will be taken for ${ref}. Commit ${file}.`,
      );
      return withCommit(spec, commit);
    }
    reasons.push(`${source}: ${status}`);
  }
  throw new Error(
    [
      `mesos: no repository has a tag or branch ${ref}:`,
      ...(reasons.length === 0 ? ["mesos-testbed:mesos.sources is empty"] : reasons).map(
        (reason) => `- ${reason}`,
      ),
      `Give one that has it: pulumi config set --path ${shellQuote("mesos-testbed:mesos.sources[0]")} PLACE; ` +
        "or name another tag, or a commit of 40 hexadecimal digits: pulumi config set --path mesos-testbed:mesos.ref REF",
    ].join("\n"),
  );
}

/**
 * Gives Mesos from git the commit that a lock file has, if it has one.
 *
 * @param spec the cluster
 * @param lock the lock file
 * @returns the cluster; a commit that is not known is still empty
 */
export function withLockedCommit(spec: ClusterSpec, lock: InputLock): ClusterSpec {
  const id = gitInputId(spec.mesos.ref);
  const entry = isOpen(spec) && Object.hasOwn(lock, id) ? lock[id] : undefined;
  return entry?.commit === undefined ? spec : withCommit(spec, entry.commit);
}
