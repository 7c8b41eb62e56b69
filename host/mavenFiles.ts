/**
 * Brings the files with which a Maven makes Mesos' Java bindings into the cache of the Pulumi host. Called by host/obtain-artifact
 * with VERSION CACHE TARBALL [MIRROR]...: Maven's version, the cache folder and Maven's own tarball, which knows the central
 * repository. Prints the SHA-256 of the archive, or nothing where the files of that Maven are not known.
 */
import { messageOf } from "../lib/getJson";
import { knownMavenFiles } from "../lib/knownMavenFiles";

async function main([version = "", cache = "", tarball = "", ...mirrors]: string[]): Promise<void> {
  const say = (line: string): void => console.error(line);
  const sha256 = await knownMavenFiles({ version, tarball, mirrors }, { cache, say });
  if (sha256 !== undefined) {
    console.log(sha256);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
