import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { pipeline } from "node:stream/promises";

/**
 * Digest of a file's content.
 *
 * @param file its path
 * @param algorithm name as of OpenSSL. @default SHA-256
 * @returns lower-case hexadecimal digits
 */
export async function fileDigest(file: string, algorithm = "sha256"): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/**
 * Whether a text is a SHA-256. What is not known yet is empty, or unknownDigest.
 *
 * @param text what stands where a digest does
 */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
