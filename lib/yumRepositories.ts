import type { RepositorySpec } from "./clusterSpec";
import type { GuestFile } from "./guestFiles";

const folder = "/etc/yum.repos.d";

/** The repository files of the CentOS 6.6 image, all of which name mirrors that are gone. */
const imageFiles = [
  "CentOS-Base.repo",
  "CentOS-Debuginfo.repo",
  "CentOS-Media.repo",
  "CentOS-Vault.repo",
  "CentOS-fasttrack.repo",
];

/**
 * One repository as yum 3.2 reads it.
 *
 * @param name the repository's name
 * @param repository where it is, and whether it is used
 * @returns the .repo file's text; base URLs are tried in order, each given up after 30 s without data
 */
export function repositoryText(name: string, repository: RepositorySpec): string {
  const { baseurl, gpgkey, enabled } = repository;
  const lines = [
    `[${name}]`,
    `name=${name}`,
    // Further URLs go on lines of their own, indented.
    `baseurl=${baseurl.join("\n        ")}`,
    `enabled=${enabled ? 1 : 0}`,
    ...(gpgkey === "" ? ["gpgcheck=0"] : ["gpgcheck=1", `gpgkey=${gpgkey}`]),
    // yum's default tries them in random order.
    "failovermethod=priority",
    "timeout=30",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/**
 * The repository files of a guest: one per repository, and the image's own emptied. Emptied, not removed: an update of
 * centos-release would bring a missing file back, while it leaves a changed one alone.
 *
 * @param repositories the repositories by name
 * @returns the files, in order of their paths
 */
export function repositoryFiles(
  repositories: Readonly<Record<string, RepositorySpec>>,
): GuestFile[] {
  const file = (name: string, content: string): GuestFile => ({
    path: `${folder}/${name}`,
    mode: "0644",
    owner: "root:root",
    content,
  });
  const note = "# Switched off: its mirrors are gone. See mesos-testbed-*.repo.\n";
  return [
    ...imageFiles.map((name) => file(name, note)),
    ...Object.entries(repositories)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, repository]) =>
        file(`mesos-testbed-${name}.repo`, repositoryText(name, repository)),
      ),
  ];
}
