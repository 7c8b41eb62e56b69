/**
 * What is updated before anything is installed: the image's nss and curl offer no TLS 1.2 by themselves and break the Java
 * bindings (Mesos' own docs/getting-started.md since commit 3e769e90f), and its root certificates are of 2014.
 */
export const updatedPackages: readonly string[] = ["nss", "curl", "ca-certificates"];

/** What every node needs beside Mesos: the recipe's tools, and what keeps its logs and its clock in bounds. */
export const nodePackages: readonly string[] = ["logrotate", "ntp", "tar", "wget"];

/** What libmesos is linked to or loads (Mesos 0.24.0, src/Makefile.am, libmesos_la_LIBADD; the SASL plugin at run time). */
export const mesosRuntimePackages: readonly string[] = [
  "apr",
  "apr-util",
  "cyrus-sasl-md5",
  "libcurl",
  "subversion",
  "zlib",
];

/** Runtime of Marathon 0.11, whose classes are Java 8's, and of ZooKeeper. */
export const javaRuntimePackages: readonly string[] = ["java-1.8.0-openjdk"];

/** What a stage installs. */
export interface PackageSet {
  /** yum groups, by name. @default none */
  readonly groups?: readonly string[];
  /** yum packages. */
  readonly packages: readonly string[];
}

/**
 * The arguments of the guest's install-packages that name what to install, and what to update before.
 *
 * @param set groups and packages
 * @returns the arguments, for a shell
 */
export function packageArguments({ groups = [], packages }: PackageSet): string {
  return [
    ...updatedPackages.map((name) => `--update ${name}`),
    ...groups.map((group) => `--group '${group}'`),
    ...packages,
  ].join(" ");
}
