import { isDigest } from "./fileDigest";
import { messageOf } from "./getJson";
import { isCommitId } from "./mesosSource";

/** A file in a bundle. */
export interface BundledFile {
  /** Its name in the archive. */
  readonly path: string;
  /** SHA-256, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** Size in bytes. */
  readonly sizeBytes: number;
  /** URL or path that it was had from, where it was made: what its maker believed. */
  readonly source: string;
}

/** An input of a cluster in a bundle. */
export interface BundledInput extends BundledFile {
  /** What tells it from every other input that could be meant, see FileInput. */
  readonly id: string;
  /** Id of the commit of git that it is the tarball of, whose name ends with it, as in the cache; absent of other files. */
  readonly commit?: string;
}

/** A file of a bundle's repositories. */
export interface RepositoryFile {
  /** Its name in the repositories' own archive; the first part is the repository's name. */
  readonly path: string;
  /** SHA-256. */
  readonly sha256: string;
  /** URL that it was had from. */
  readonly source: string;
}

/** The yum repositories of a bundle: one archive, which is sent to the guests as it is. */
export interface BundledRepositories extends Omit<BundledFile, "source"> {
  /** What the repositories are a copy of, see repositoriesKey. */
  readonly key: string;
  /** Names of the repositories, sorted. */
  readonly names: readonly string[];
  /** What is in them. */
  readonly files: readonly RepositoryFile[];
}

/** The Maven repository of a bundle: a tar.gz, which is sent to the builder as it is. */
export interface BundledMavenRepository extends Omit<BundledFile, "source"> {
  /** What is built from it, see mavenRepositoryKey. */
  readonly key: string;
}

/** What a bundle has. */
export interface BundleIndex {
  /** The files that a cluster is made from. */
  readonly inputs: readonly BundledInput[];
  /** The yum repositories; absent from a bundle without packages. */
  readonly repositories?: BundledRepositories;
  /** The Maven repository; absent where the builder had none. */
  readonly mavenRepository?: BundledMavenRepository;
}

/** Name of the index in the archive, where it comes first. */
export const indexName = "index.json";

/** Form of a bundle; a reader that does not know it must not guess. */
const bundleForm = 1;

/** What the index says of the project, so that no other archive is taken for a bundle. */
const bundleOf = "mesos-testbed";

/**
 * The files of a bundle beside its index, in the order in which they are in the archive.
 *
 * @param index what it has
 */
export function bundledFiles({
  inputs,
  repositories,
  mavenRepository,
}: BundleIndex): readonly Omit<BundledFile, "source">[] {
  return [...inputs, ...[repositories, mavenRepository].filter((file) => file !== undefined)];
}

/**
 * Writes an index, the same text for the same content.
 *
 * @param index what the bundle has
 * @returns the text
 */
export function formatBundleIndex({ inputs, repositories, mavenRepository }: BundleIndex): string {
  const index = { bundleOf, form: bundleForm, inputs, repositories, mavenRepository };
  return `${JSON.stringify(index, undefined, 2)}\n`;
}

/**
 * Reads an index.
 *
 * @param text what is in it
 * @returns what the bundle has
 * @throws Error that says what is wrong, without the bundle's name
 */
export function parseBundleIndex(text: string): BundleIndex {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`its ${indexName} is no JSON (${messageOf(error)})`);
  }
  const top = asObject(json);
  if (top["bundleOf"] !== bundleOf) {
    throw new Error(`its ${indexName} is not one of ${bundleOf}`);
  }
  if (top["form"] !== bundleForm) {
    const form = JSON.stringify(top["form"]) ?? "none";
    throw new Error(`it has form ${form}, and this program knows ${bundleForm}`);
  }
  const inputs = asList(top["inputs"], "inputs").map((entry) =>
    checkedCommit(checked(entry, ["id", "source"])),
  );
  const optional = (key: string): Record<string, unknown> | undefined =>
    top[key] === undefined ? undefined : checked(top[key], ["key"]);
  const repositories = optional("repositories");
  const mavenRepository = optional("mavenRepository");
  if (repositories !== undefined) {
    asList(repositories["names"], "names");
    asList(repositories["files"], "files");
  }
  const index = {
    inputs,
    ...(repositories === undefined ? {} : { repositories }),
    ...(mavenRepository === undefined ? {} : { mavenRepository }),
  } as unknown as BundleIndex;
  const paths = [indexName, ...bundledFiles(index).map(({ path }) => path)];
  if (new Set(paths).size !== paths.length) {
    throw new Error(`its ${indexName} has a file twice`);
  }
  return index;
}

/** A file's entry, with these texts beside what every file has. */
function checked(entry: unknown, texts: readonly string[]): Record<string, unknown> {
  const file = asObject(entry);
  const { path, sha256, sizeBytes } = file;
  // It is unpacked under this name: nothing may lead out of the folder, or look like an option.
  if (typeof path !== "string" || !/^\w[\w.+-]*(\/\w[\w.+-]*)*$/.test(path)) {
    throw new Error(`its ${indexName} has a file without a proper path: ${JSON.stringify(path)}`);
  }
  if (typeof sha256 !== "string" || !isDigest(sha256)) {
    throw new Error(`its ${indexName} has no sha256 of ${path}`);
  }
  if (!Number.isSafeInteger(sizeBytes) || texts.some((key) => typeof file[key] !== "string")) {
    throw new Error(`its ${indexName} has no sizeBytes, ${texts.join(" or ")} of ${path}`);
  }
  return file;
}

/** An input's entry; the name under which one of git goes into the cache must be of its commit. */
function checkedCommit(input: Record<string, unknown>): Record<string, unknown> {
  const { commit, path } = input;
  const isOfCommit =
    typeof commit === "string" && isCommitId(commit) && String(path).endsWith(`-${commit}.tar.gz`);
  if (commit !== undefined && !isOfCommit) {
    throw new Error(`its ${indexName} has no commit of ${String(path)} that its name ends with`);
  }
  return input;
}

function asList(value: unknown, key: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new Error(`its ${indexName} has no list ${key}`);
  }
  return value;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
