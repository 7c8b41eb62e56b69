/**
 * Brings the files with which a Maven makes Mesos' Java bindings into the cache of the Pulumi host. Called by host/obtain-artifact
 * with VERSION CACHE TARBALL [MIRROR]...: Maven's version, the cache folder and Maven's own tarball, which knows the central
 * repository. Prints the SHA-256 of the archive, or nothing where the files of that Maven are not known.
 */
import { centralRepository } from "../lib/centralRepository";
import { gatherMavenFiles } from "../lib/gatherMavenFiles";
import { messageOf } from "../lib/getJson";
import { mavenFiles } from "../lib/mavenFiles";

async function main([version = "", cache = "", tarball = "", ...mirrors]: string[]): Promise<void> {
  const files = mavenFiles(version);
  if (files.length === 0) {
    return;
  }
  const sources = (): string[] =>
    mirrors.length > 0
      ? mirrors.map((url) => url.replace(/\/*$/, "/"))
      : [centralRepository(tarball, version)];
  const say = (line: string): void => console.error(line);
  console.log(await gatherMavenFiles(files, { cache, sources, say }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
