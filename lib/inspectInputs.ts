import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import { askSource, type SourceAnswer } from "./askSource";
import { isDigest } from "./fileDigest";
import { askRepository } from "./gitSource";
import { limited } from "./limited";
import type { NeededInput } from "./neededInputs";
import { cachedRepositories } from "./repositoriesCopy";

/** How many sources are asked at the same time. */
const AT_ONCE = 8;

/** An input, and what is known of where it can be had. */
export interface InspectedInput {
  readonly input: NeededInput;
  /** Why no source is needed: what the cache has; absent where it has nothing. */
  readonly cached?: string;
  /** What each source said, in order; none of them where they were not asked. */
  readonly answers: readonly SourceAnswer[];
}

/** What {@link inspectInputs} needs beside the inputs. */
export interface InspectOptions {
  /** The cache folder; empty means the user's own. */
  readonly cacheDirectory: string;
  /** Whether sources are asked also where the cache makes them unnecessary. */
  readonly askAll: boolean;
}

/**
 * Looks where inputs can be had, without fetching any; files on this host are read. All sources are asked side by side.
 *
 * @param inputs the inputs
 * @param options the cache, and whom to ask
 * @returns the same inputs in the same order
 */
export async function inspectInputs(
  inputs: readonly NeededInput[],
  { cacheDirectory, askAll }: InspectOptions,
): Promise<InspectedInput[]> {
  const queue = limited(AT_ONCE);
  const cache = cacheFolder(cacheDirectory);
  return Promise.all(
    inputs.map(async (input) => {
      const cached = await inCache(input, cache);
      const asked = cached === undefined || askAll ? input.sources : [];
      const answers = await Promise.all(asked.map((source) => queue(() => ask(source, input))));
      return { input, ...(cached === undefined ? {} : { cached }), answers };
    }),
  );
}

/**
 * The cache folder on the Pulumi host, as the scripts of host/ have it.
 *
 * @param configured the configured one; empty means the user's own
 */
export function cacheFolder(configured: string): string {
  if (configured !== "") {
    return configured;
  }
  const { XDG_CACHE_HOME: base = "", HOME: home = os.homedir() } = process.env;
  return path.join(base === "" ? path.join(home, ".cache") : base, "mesos-testbed");
}

function ask(source: string, input: NeededInput): Promise<SourceAnswer> {
  return input.gitRef === undefined
    ? askSource(below(source, input.below), input)
    : askRepository(source, input.gitRef);
}

function below(source: string, rest: string): string {
  return rest === "" ? source : `${source.replace(/\/$/, "")}/${rest}`;
}

/** What the cache has of an input. It is verified when it is used. */
async function inCache(
  { sha256, cachedAs, cachedDigests = [], artifactKey, repositoriesKey }: NeededInput,
  cache: string,
): Promise<string | undefined> {
  const has = async (...parts: string[]): Promise<boolean> => {
    const stat = await fs.stat(path.join(...parts)).catch(() => undefined);
    return stat !== undefined && stat.isFile() && stat.size > 0;
  };
  if (isDigest(sha256) && (await has(cache, "downloads", "sha256", sha256))) {
    return "in the cache";
  }
  if (
    cachedAs !== undefined &&
    (await has(cache, cachedAs)) &&
    (await has(cache, `${cachedAs}.sha256`))
  ) {
    return "in the cache";
  }
  for (const file of cachedDigests) {
    const digest = (await fs.readFile(path.join(cache, file), "utf8").catch(() => "")).trim();
    if (isDigest(digest) && (await has(cache, "downloads", "sha256", digest))) {
      return "in the cache";
    }
  }
  if (
    artifactKey !== undefined &&
    (await has(cache, "artifacts", `${artifactKey}.tar.gz`)) &&
    (await has(cache, "artifacts", `${artifactKey}.sha256`))
  ) {
    return "its install tree is in the cache";
  }
  if (repositoriesKey !== undefined) {
    const { archive, digest } = cachedRepositories(cache, repositoriesKey);
    if ((await has(archive)) && (await has(digest))) {
      return "a copy is in the cache, from a bundle";
    }
  }
  return undefined;
}
