import * as fs from "node:fs/promises";
import * as path from "node:path";

import { writeArchive, type ArchiveMember } from "./bundleArchive";
import type { BundledRepositories, RepositoryFile } from "./bundleIndex";
import type { RepositorySpec } from "./clusterSpec";
import { fetchChecked, type FetchedFile } from "./fetchChecked";
import { fileDigest } from "./fileDigest";
import { messageOf } from "./getJson";
import { limitedMap } from "./limited";
import { readRepodata, type ListedFile } from "./repodata";
import {
  copiedRepositoriesFile,
  enabledRepositories,
  isOfGuest,
  keyFileName,
  repositoriesFileName,
  repositoriesKey,
  type Repositories,
} from "./repositoriesCopy";
import { whileTelling } from "./whileTelling";

/** How many files are fetched at the same time. */
const AT_ONCE = 4;

/** Changelogs, which no installation reads, and which are as large as all other metadata together. */
const unusedMetadata = ["other", "other_db"];

/** What {@link gatherRepositories} needs beside the repositories. */
export interface GatherOptions {
  /** Packages that yum has installed on the nodes, as rpm prints them: name, version, release and architecture. */
  readonly packages: ReadonlySet<string>;
  /** The cache folder. */
  readonly cache: string;
  /** Path of the archive that is made. */
  readonly archive: string;
  /** Gets a line of progress. */
  readonly say: (line: string) => void;
}

/** A file of the copy: where it lies in there, and in the cache. */
interface CopiedFile extends RepositoryFile {
  readonly file: string;
}

/**
 * Copies yum repositories: all of their own metadata, so that yum comes to the same packages as with the originals, and of
 * the packages those that some node has.
 *
 * @param repositories all repositories of the cluster
 * @param options packages, cache, and the archive to write
 * @returns what the archive has; its path is that of a bundle's
 * @throws Error when a repository has no living source, a package cannot be had, or none is of any repository
 */
export async function gatherRepositories(
  repositories: Repositories,
  { packages, cache, archive, say }: GatherOptions,
): Promise<BundledRepositories> {
  const folder = path.join(cache, "downloads", "sha256");
  await fs.mkdir(folder, { recursive: true });
  const enabled = enabledRepositories(repositories);
  const found = new Set<string>();
  const copied: CopiedFile[] = [];
  for (const [name, repository] of enabled) {
    if (!/^\w/.test(name)) {
      throw new Error(`repository ${name}: a bundle's folder cannot have this name`);
    }
    if (!isOfGuest(repository)) {
      copied.push(...(await copyRepository(name, repository, { packages, folder, found, say })));
    }
  }
  const missing = [...packages].filter((name) => !found.has(name)).sort();
  if (found.size === 0) {
    throw new Error(
      `no repository has any of the nodes' ${packages.size} packages: the nodes were made from others than are configured now`,
    );
  }
  if (missing.length > 0) {
    // What somebody installed by hand, or what came with the image.
    say(`packages of no enabled repository are left out: ${missing.join(", ")}`);
  }
  const members = await archiveMembers(copied, repositories, archive);
  await whileTelling(
    (seconds) => say(`packing the repositories, ${seconds} s`),
    writeArchive(archive, members).finally(() => fs.rm(members[0]?.file ?? "", { force: true })),
  );
  return {
    key: repositoriesKey(repositories),
    names: enabled.map(([name]) => name),
    path: "repositories.tar",
    sha256: await fileDigest(archive),
    sizeBytes: (await fs.stat(archive)).size,
    files: copied.map(({ path: name, sha256, source }) => ({ path: name, sha256, source })),
  };
}

/** yum's description first, then all files in order of their names. */
async function archiveMembers(
  copied: readonly CopiedFile[],
  repositories: Repositories,
  archive: string,
): Promise<ArchiveMember[]> {
  const description = `${archive}.repo`;
  await fs.writeFile(description, copiedRepositoriesFile(repositories));
  return [
    { path: repositoriesFileName, file: description },
    ...[...copied].sort((a, b) => (a.path < b.path ? -1 : 1)),
  ];
}

/** Metadata, key and packages of one repository. */
async function copyRepository(
  name: string,
  repository: RepositorySpec,
  options: Pick<GatherOptions, "packages" | "say"> & { folder: string; found: Set<string> },
): Promise<CopiedFile[]> {
  const { packages, folder, found, say } = options;
  const bases = repository.baseurl
    .filter((url) => /^https?:/.test(url))
    .map((url) => url.replace(/\/*$/, "/"));
  const metadata = await fetchMetadata(name, bases, folder);
  const own = metadata.packages.filter((listed) => packages.has(listed.name));
  own.forEach((listed) => found.add(listed.name));

  let done = 0;
  const fetched = await whileTelling(
    (seconds) => say(`repository ${name}: ${done} of ${own.length} packages, ${seconds} s`),
    limitedMap(AT_ONCE, own, async (listed) => {
      const file = await fetchFromAny([metadata.base, ...bases], listed, folder);
      done += 1;
      return copiedFile(name, listed.href, file);
    }),
  );
  const keyFile = keyFileName(repository);
  const key =
    keyFile === undefined
      ? []
      : [copiedFile(name, keyFile, await fetchChecked(repository.gpgkey, folder))];
  say(
    `repository ${name}: ${own.length} of its ${metadata.packages.length} packages, from ${metadata.base}`,
  );
  // A package may be in a repository twice.
  const files = [...metadata.files, ...key, ...fetched];
  return files.filter(
    ({ path: place }, index) => files.findIndex((other) => other.path === place) === index,
  );
}

/** The metadata of the first base URL that has all of it. */
async function fetchMetadata(
  name: string,
  bases: readonly string[],
  folder: string,
): Promise<{ base: string; files: CopiedFile[]; packages: ListedFile[] }> {
  const reasons: string[] = [];
  for (const base of bases) {
    try {
      // Nobody says what it has to be: yum does not know that either. The packages are what is signed.
      const index = await fetchChecked(`${base}repodata/repomd.xml`, folder);
      const listed = (await readRepodata(await fs.readFile(index.file))).filter(
        (file) => !unusedMetadata.includes(file.name),
      );
      const files = [copiedFile(name, "repodata/repomd.xml", index)];
      let packages: ListedFile[] | undefined;
      for (const file of listed) {
        const content = await fetchChecked(base + file.href, folder, file);
        files.push(copiedFile(name, file.href, content));
        if (file.name === "primary") {
          packages = await readRepodata(await fs.readFile(content.file));
        }
      }
      if (packages === undefined) {
        throw new Error(`${base}repodata/repomd.xml names no list of packages`);
      }
      return { base, files, packages };
    } catch (error) {
      reasons.push(`- ${messageOf(error)}`);
    }
  }
  throw new Error(`repository ${name} has no base URL that lives:\n${reasons.join("\n")}`);
}

async function fetchFromAny(
  bases: readonly string[],
  listed: ListedFile,
  folder: string,
): Promise<FetchedFile> {
  const reasons: string[] = [];
  for (const base of new Set(bases)) {
    try {
      return await fetchChecked(base + listed.href, folder, listed);
    } catch (error) {
      reasons.push(`- ${messageOf(error)}`);
    }
  }
  throw new Error(`package ${listed.name} cannot be had:\n${reasons.join("\n")}`);
}

function copiedFile(name: string, href: string, { file, sha256, source }: FetchedFile): CopiedFile {
  return { path: `${name}/${href}`, sha256, source, file };
}
