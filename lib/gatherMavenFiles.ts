import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

import { writeArchive } from "./bundleArchive";
import { fetchChecked } from "./fetchChecked";
import { fileDigest } from "./fileDigest";
import { messageOf } from "./getJson";
import { limitedMap } from "./limited";
import { cachedMavenFiles, type MavenFile } from "./mavenFiles";
import { whileTelling } from "./whileTelling";

/** How many files are fetched at the same time. */
const AT_ONCE = 8;

/** The top folder of the archive, as cloud-init/scripts/pack-maven-repository has it. */
const TOP_FOLDER = "m2-repository";

/** What {@link gatherMavenFiles} needs beside the files. */
export interface GatherMavenOptions {
  /** The cache folder. */
  readonly cache: string;
  /** Gives the URLs of repositories that have them, each with a slash at its end, in order; asked when the cache lacks them. */
  readonly sources: () => readonly string[];
  /** Gets a line of progress. */
  readonly say: (line: string) => void;
}

/**
 * Brings files of Maven's central repository into the cache, as one tar.gz that is a local repository of Maven's.
 *
 * @param files what to fetch, with digests
 * @param options cache and sources
 * @returns SHA-256 of the archive, by which it is among the downloads
 * @throws Error when one of them cannot be had from any source
 */
export async function gatherMavenFiles(
  files: readonly MavenFile[],
  { cache, sources, say }: GatherMavenOptions,
): Promise<string> {
  const downloads = path.join(cache, "downloads", "sha256");
  const known = cachedMavenFiles(cache, files);
  const before = archiveOf(known, downloads);
  if (before !== undefined) {
    return before;
  }
  fs.mkdirSync(downloads, { recursive: true });
  try {
    return await gather(files, sources(), { known, downloads, say });
  } catch (error) {
    // Another run may have been quicker, and have cleared away what this one read.
    const made = archiveOf(known, downloads);
    if (made === undefined) {
      throw error;
    }
    return made;
  }
}

/** Fetches them all and packs them. What is there already when this fails is not fetched again by the next run. */
async function gather(
  files: readonly MavenFile[],
  sources: readonly string[],
  { known, downloads, say }: { known: string; downloads: string } & Pick<GatherMavenOptions, "say">,
): Promise<string> {
  // Not among the downloads, which people list.
  const folder = path.join(path.dirname(known), `.${path.basename(known, ".sha256")}`);
  fs.mkdirSync(folder, { recursive: true });
  const [first, ...others] = files;
  if (first === undefined) {
    throw new Error("there is no file to gather");
  }
  // By the first of them: a dead source is not asked for all.
  const { source, member } = await livingSource(first, sources, folder);
  let done = 1;
  const members = await whileTelling(
    (seconds) => say(`Maven's files: ${done} of ${files.length}, ${seconds} s`),
    limitedMap(AT_ONCE, others, async (one) => {
      const fetched = await fetchFrom(source, one, folder);
      done += 1;
      return fetched;
    }),
  );
  const scratch = fs.mkdtempSync(path.join(folder, ".archive."));
  const tar = path.join(scratch, "files.tar");
  await writeArchive(tar, [member, ...members]);
  // What is in there is mostly compressed already.
  const gzip = createGzip({ level: 1 });
  await pipeline(fs.createReadStream(tar), gzip, fs.createWriteStream(`${tar}.gz`));
  const sha256 = await fileDigest(`${tar}.gz`);
  fs.renameSync(`${tar}.gz`, path.join(downloads, sha256));
  fs.writeFileSync(path.join(scratch, "sha256"), `${sha256}\n`);
  fs.renameSync(path.join(scratch, "sha256"), known);
  fs.rmSync(folder, { recursive: true, force: true });
  say(`Maven's files: ${files.length} from ${source}`);
  return sha256;
}

/** The digest that a file of the cache has, where its archive is there as well. */
function archiveOf(known: string, folder: string): string | undefined {
  const sha256 = fs.existsSync(known) ? fs.readFileSync(known, "utf8").trim() : "";
  return /^[0-9a-f]{64}$/.test(sha256) && fs.existsSync(path.join(folder, sha256))
    ? sha256
    : undefined;
}

async function livingSource(
  file: MavenFile,
  sources: readonly string[],
  folder: string,
): Promise<{ source: string; member: { path: string; file: string } }> {
  const reasons: string[] = [];
  for (const source of sources) {
    try {
      return { source, member: await fetchFrom(source, file, folder) };
    } catch (error) {
      reasons.push(messageOf(error));
    }
  }
  throw new Error(`no copy of Maven's central repository has its files: ${reasons.join("; ")}`);
}

async function fetchFrom(
  source: string,
  { path: place, sha256 }: MavenFile,
  folder: string,
): Promise<{ path: string; file: string }> {
  const { file } = await fetchChecked(source + place, folder, {
    algorithm: "sha256",
    checksum: sha256,
  });
  return { path: `${TOP_FOLDER}/${place}`, file };
}
