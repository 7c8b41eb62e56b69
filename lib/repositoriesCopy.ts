import * as path from "node:path";

import type { RepositorySpec } from "./clusterSpec";
import { contentHash, stableJson } from "./contentHash";
import { repositorySection } from "./yumRepositories";

/** yum's repositories by name. */
export type Repositories = Readonly<Record<string, RepositorySpec>>;

/** Where a copy of the repositories stands in a guest (cloud-init/scripts/install-repositories). */
const GUEST_FOLDER = "/var/lib/mesos-testbed/repositories";

/** Before the names of the copies, which are repositories beside the configured ones. */
const NAME_PREFIX = "mesos-testbed-";

/** Name, in the copy, of yum's description of its repositories. */
export const repositoriesFileName = "mesos-testbed.repo";

/**
 * The repositories that a copy is made of.
 *
 * @param repositories all
 * @returns those that yum uses, in order of their names
 */
export function enabledRepositories(repositories: Repositories): [string, RepositorySpec][] {
  return Object.entries(repositories)
    .filter(([, { enabled }]) => enabled)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * What tells a copy of repositories from that of others: which they are, and where they are to be had.
 *
 * @param repositories all repositories of a cluster
 * @returns 16 hexadecimal digits
 */
export function repositoriesKey(repositories: Repositories): string {
  const enabled = Object.fromEntries(enabledRepositories(repositories));
  return contentHash("repositories, form 1", stableJson(enabled)).slice(0, 16);
}

/** Where the cache has a copy of repositories: the archive, and beside it the digest, which is written last. */
export interface CachedRepositories {
  /** Path of the tar archive. */
  readonly archive: string;
  /** Path of the file with its SHA-256. */
  readonly digest: string;
}

/**
 * Where a copy of repositories lies in the cache, if it is there; host/lib/repositories.sh reads it.
 *
 * @param cache the cache folder
 * @param key what they are, see {@link repositoriesKey}
 */
export function cachedRepositories(cache: string, key: string): CachedRepositories {
  const base = path.join(cache, "repositories", key);
  return { archive: `${base}.tar`, digest: `${base}.sha256` };
}

/**
 * Whether a repository is a folder of the guest's own, which needs no copy.
 *
 * @param repository the repository
 */
export function isOfGuest({ baseurl }: RepositorySpec): boolean {
  return baseurl.every((url) => url.startsWith("file:"));
}

/**
 * Name, in a repository's folder of the copy, of the key that signs its packages.
 *
 * @param repository the repository
 * @returns the name; undefined where there is no key, or it is a file of the guest's own
 */
export function keyFileName({ gpgkey }: RepositorySpec): string | undefined {
  return gpgkey === "" || gpgkey.startsWith("file:") ? undefined : "RPM-GPG-KEY";
}

/**
 * yum's description of the copy, for /etc/yum.repos.d: repositories beside the configured ones, which yum uses only where it
 * is told to. Signatures are checked as those of the originals are.
 *
 * @param repositories all repositories of the cluster
 * @returns the text of a .repo file
 */
export function copiedRepositoriesFile(repositories: Repositories): string {
  return enabledRepositories(repositories)
    .map(([name, repository]) => {
      const folder = `file://${GUEST_FOLDER}/${name}/`;
      const keyFile = keyFileName(repository);
      return repositorySection(
        `${NAME_PREFIX}${name}`,
        {
          baseurl: isOfGuest(repository) ? repository.baseurl : [folder],
          gpgkey: keyFile === undefined ? repository.gpgkey : `${folder}${keyFile}`,
          enabled: false,
        },
        // yum's default is to believe for six hours what it has read of another copy.
        ["metadata_expire=1"],
      );
    })
    .join("\n");
}
