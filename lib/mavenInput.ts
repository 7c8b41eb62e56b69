import { artifactInputs, artifactKey } from "./artifactKey";
import { centralRepository } from "./centralRepository";
import type { ClusterSpec, MavenSpec } from "./clusterSpec";
import { fileDigest, isDigest } from "./fileDigest";
import { messageOf } from "./getJson";
import { cachedMavenFiles, mavenFiles } from "./mavenFiles";
import { cachedMavenRepository, mavenRepositoryKey } from "./mavenRepository";
import { mayCompile } from "./mesosSource";
import type { NeededInput } from "./neededInputs";

/**
 * The files with which Maven makes Mesos' Java bindings, as one input: a source of them is asked for the first.
 *
 * @param spec the cluster
 * @param sources copies of Maven's central repository
 * @returns the input; none where nothing is compiled, or the files of that Maven are not known
 */
export function mavenInput(spec: ClusterSpec, sources: readonly string[]): NeededInput[] {
  const { mesos, maven } = spec;
  if (!mayCompile(mesos) || maven === undefined) {
    return [];
  }
  const files = mavenFiles(maven.version);
  return files.slice(0, 1).map((first) => ({
    id: `files of maven ${maven.version}`,
    sources,
    below: first.path,
    sourceKey: "maven.mirrors[0]",
    sha256: "",
    // A bundle's, or what was fetched for another cluster: in either of them Maven has all.
    cachedDigests: [
      cachedMavenRepository("", mavenRepositoryKey(mesos, maven)),
      cachedMavenFiles("", files),
    ],
    artifactKey: artifactKey(artifactInputs(spec)),
    isDispensable: true,
  }));
}

/**
 * The central repository that Maven has built in as the source of its files, for who has nothing to make and wants to know.
 * The URL is in Maven's own tarball, so it is asked only where that is on this host.
 *
 * @param spec the cluster
 * @param cached path of a file in the cache with a digest, which need not be there
 * @returns the input, without a source where the URL is not known; none where `maven.mirrors` names copies
 */
export async function centralInput(
  spec: ClusterSpec,
  cached: (sha256: string) => string,
): Promise<NeededInput[]> {
  const { maven } = spec;
  if (maven === undefined || maven.mirrors.length > 0) {
    return [];
  }
  const [input] = mavenInput(spec, []);
  if (input === undefined) {
    return [];
  }
  const tarball = await ownTarball(maven, cached);
  if (tarball === undefined) {
    const unasked = "its URL is in Maven's tarball, which is not here yet";
    return [{ ...input, unasked }];
  }
  try {
    return [{ ...input, sources: [centralRepository(tarball, maven.version)] }];
  } catch (error) {
    return [{ ...input, unasked: messageOf(error).split("\n")[0] ?? "" }];
  }
}

/** Maven's tarball in the cache, or one of the user's, where it is the right one. */
async function ownTarball(
  { sha256, sources }: MavenSpec,
  cached: (sha256: string) => string,
): Promise<string | undefined> {
  if (!isDigest(sha256)) {
    return undefined;
  }
  for (const file of [cached(sha256), ...sources.filter((source) => !/^https?:/.test(source))]) {
    if ((await fileDigest(file).catch(() => "")) === sha256) {
      return file;
    }
  }
  return undefined;
}
