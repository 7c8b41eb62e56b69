import { spawnSync } from "node:child_process";

import { unzipSync } from "fflate";

/** Members of Maven's tarball are small; this is what one may have at most, in bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * The URL of the central repository that a Maven has built in: it is in the POM that all others inherit from ("super POM",
 * Maven 3.3.9, maven-model-builder, org/apache/maven/model/pom-4.0.0.xml).
 *
 * @param tarball path of Maven's own tarball
 * @param version its version
 * @returns the URL, with a slash at its end
 * @throws Error when the tarball has no such POM
 */
export function centralRepository(tarball: string, version: string): string {
  const member = `apache-maven-${version}/lib/maven-model-builder-${version}.jar`;
  const jar = spawnSync("tar", ["--extract", "--gzip", "--to-stdout", "--file", tarball, member], {
    maxBuffer: MOST_BYTES,
  });
  if (jar.status !== 0) {
    throw new Error(`${tarball} has no ${member}: ${String(jar.stderr).trim()}`);
  }
  const name = "org/apache/maven/model/pom-4.0.0.xml";
  const pom = unzipSync(jar.stdout, { filter: (entry) => entry.name === name })[name];
  const text = Buffer.from(pom ?? []).toString("utf8");
  const url = /<id>central<\/id>.*?<url>(https?:\/\/[^<\s]+)<\/url>/s.exec(text)?.[1];
  if (url === undefined) {
    throw new Error(`${tarball}: ${name} of ${member} names no central repository`);
  }
  return url.replace(/\/*$/, "/");
}
