import * as path from "node:path";
import * as zlib from "node:zlib";

import { lastWords, runProgram } from "./runProgram";

/** Longest time for one file of metadata, in milliseconds: CentOS' own are tens of megabytes of XML. */
const XSLTPROC_TIMEOUT_MS = 300_000;

/** Checksums as createrepo names them, and as OpenSSL does; MD5 is no proof. */
const algorithms: Readonly<Record<string, string>> = {
  sha: "sha1",
  sha1: "sha1",
  sha256: "sha256",
  sha512: "sha512",
};

/** A file that a repository names. */
export interface ListedFile {
  /** Kind of metadata, e.g. `primary`; of a package name, version, release and architecture as rpm prints them. */
  readonly name: string;
  /** Where it lies below the repository. */
  readonly href: string;
  /** Algorithm of the checksum, as OpenSSL names it. */
  readonly algorithm: string;
  /** Checksum, lower-case hexadecimal digits. */
  readonly checksum: string;
}

/**
 * Reads a repository's metadata, repomd.xml or primary.xml, by xsltproc, which the libvirt provider needs as well.
 *
 * @param content the file, which may be packed with gzip
 * @returns the files that it names, in its order
 * @throws Error when it is neither, or names a file outside of the repository
 */
export async function readRepodata(content: Buffer): Promise<ListedFile[]> {
  const isPacked = content.length > 2 && content[0] === 0x1f && content[1] === 0x8b;
  const result = await runProgram(
    "xsltproc",
    [
      // XML of strangers: no network, and nothing written.
      ...["--nonet", "--nowrite", "--huge"],
      ...[path.join(__dirname, "..", "host", "lib", "repodata.xslt"), "-"],
    ],
    {
      timeoutMs: XSLTPROC_TIMEOUT_MS,
      stdin: (isPacked ? zlib.gunzipSync(content) : content).toString("utf8"),
    },
  );
  if (result.status !== 0) {
    throw new Error(`it is no metadata of a yum repository: ${lastWords(result)}`);
  }
  return result.stdout.split("\n").slice(0, -1).map(listedFile);
}

function listedFile(line: string): ListedFile {
  const [, name = "", href = "", type = "", checksum = ""] = line.split("\t");
  if (!isBelow(href)) {
    throw new Error(`it names a file that is not below the repository: ${href}`);
  }
  const algorithm = Object.hasOwn(algorithms, type) ? algorithms[type] : undefined;
  if (algorithm === undefined || !/^[0-9a-f]{40,128}$/.test(checksum)) {
    throw new Error(
      `it has no checksum of ${href} that can be used (${type || "none"}); ` +
        `there have to be ones of ${Object.keys(algorithms).join(", ")}`,
    );
  }
  return { name, href, algorithm, checksum };
}

/** It becomes a path on this host and in the guests. */
function isBelow(href: string): boolean {
  return /^[\w][\w.+~^:-]*(\/[\w][\w.+~^:-]*)*$/.test(href);
}
