import type { RepositorySpec } from "./clusterSpec";

/**
 * yum's repositories as the text of one .repo file (yum 3.2, yum.conf(5)).
 *
 * @param repositories the repositories by name
 * @returns one section per repository, in order of the names; its base URLs are tried in order
 */
export function yumRepositories(repositories: Readonly<Record<string, RepositorySpec>>): string {
  return Object.entries(repositories)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, repository]) => repositorySection(name, repository))
    .join("\n");
}

/**
 * One section of a .repo file.
 *
 * @param name the repository's name
 * @param repository the repository
 * @param more further lines. @default none
 * @returns the lines
 */
export function repositorySection(
  name: string,
  { baseurl, gpgkey, enabled }: RepositorySpec,
  more: readonly string[] = [],
): string {
  const lines = [
    `[${name}]`,
    `name=${name}`,
    // Further URLs go on lines of their own, indented.
    `baseurl=${baseurl.join("\n        ")}`,
    `enabled=${enabled ? 1 : 0}`,
    ...(gpgkey === "" ? ["gpgcheck=0"] : ["gpgcheck=1", `gpgkey=${gpgkey}`]),
    // yum's default tries them in random order.
    "failovermethod=priority",
    // Said rather than left to yum.conf: seconds after which a mirror that is gone is given up.
    "timeout=30",
    ...more,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * The key of a repository in the configuration.
 *
 * @param name its name, which may have dots: these divide the parts of a key
 */
export function repositoryKey(name: string): string {
  return name.includes(".") ? `repositories["${name}"]` : `repositories.${name}`;
}

/**
 * What has to be said of repositories whose packages are installed unchecked.
 *
 * @param repositories the repositories by name
 * @returns a sentence for each enabled one without a key, with the remedy
 */
export function uncheckedRepositories(
  repositories: Readonly<Record<string, RepositorySpec>>,
): string[] {
  return Object.entries(repositories)
    .filter(([, { enabled, gpgkey }]) => enabled && gpgkey === "")
    .map(
      ([name]) =>
        `repository ${name} has no key: whoever answers for it installs what he likes, as root, on the nodes that take packages ` +
        `from it; where its packages are signed, set ${repositoryKey(name)}.gpgkey to the URL of the key`,
    );
}
