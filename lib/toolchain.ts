import type { ClusterSpec, RepositorySpec } from "./clusterSpec";
import type { PackageSet } from "./packages";

/** A Software Collection of EL6 that Mesos is compiled with. */
export type Compiler = "devtoolset-2" | "devtoolset-3" | "devtoolset-7" | "devtoolset-9";

/**
 * Assignments to the source's compiler flags, by collection; the recipe's comes first. GCC 4.8 and 4.9 compile Mesos 0.24.0 as it is.
 * Its src/ and the bundled ZooKeeper's C client ask for -Werror, and GCC from 5 on warns of more (MESOS-4555), so what follows
 * it has to be -Wno-error, which is no proof that there is nothing worse. Given flags replace the default ones, -g1 -O0
 * (configure.ac); without them GCC does not optimize either, and what is installed is stripped.
 */
const flagsOf: Readonly<Record<Compiler, readonly string[]>> = {
  "devtoolset-2": [],
  "devtoolset-3": [],
  "devtoolset-7": ["CFLAGS=-Wno-error", "CXXFLAGS=-Wno-error"],
  "devtoolset-9": ["CFLAGS=-Wno-error", "CXXFLAGS=-Wno-error"],
};

/** The recipe's compiler, GCC 4.8. */
export const recipeCompiler: Compiler = "devtoolset-2";

/** All of them, in the order in which they are to be tried. */
export const compilers = Object.keys(flagsOf) as Compiler[];

/**
 * Where the recipe's compiler cannot be had: the one nearest to it of those whose EL6 packages CentOS's archive is said to have,
 * and that archive, of Software Collections alone. Plain HTTP: yum before 6.8 speaks no TLS 1.2.
 */
export const fallback: { readonly compiler: Compiler; readonly baseurl: string } = {
  compiler: "devtoolset-7",
  baseurl: "http://vault.centos.org/6.10/sclo/x86_64/rh/",
};

/** yum groups of the 2015 recipe's toolchain (Mesos 0.24.0, docs/getting-started.md, CentOS 6.6). */
const groups: readonly string[] = ["Development Tools"];

/** Its packages, likewise, beside the compiler and Maven. */
const packages: readonly string[] = [
  "python-devel",
  "java-1.7.0-openjdk-devel",
  "zlib-devel",
  "libcurl-devel",
  "openssl-devel",
  "cyrus-sasl-devel",
  "cyrus-sasl-md5",
  "apr-devel",
  "subversion-devel",
  "apr-util-devel",
];

/** The recipe's repositories that are off by themselves, and what comes from each where it is on. */
export const switchedRepositories = {
  /** Maven as a package, in place of the tarball. */
  maven: "epel-apache-maven",
  /** Subversion 1.8, in place of the distribution's. */
  subversion: "WANdiscoSVN",
} as const;

/** What Maven is called in its repository (Mesos 0.24.0, docs/getting-started.md, CentOS 6.6). */
const mavenPackage = "apache-maven";

/**
 * Whether something comes from the recipe's own repository.
 *
 * @param what that which comes from it
 * @param repositories the guests' yum repositories by name
 */
export function isFromRecipe(
  what: keyof typeof switchedRepositories,
  repositories: Readonly<Record<string, RepositorySpec>>,
): boolean {
  const name = switchedRepositories[what];
  return Object.hasOwn(repositories, name) && repositories[name]?.enabled === true;
}

/** The Java bindings are what Marathon loads, and the Python ones need a dead package index. */
const configureFlags: readonly string[] = ["--disable-python"];

/** What Mesos is compiled with. */
export interface Toolchain extends PackageSet {
  /** yum groups, by name. */
  readonly groups: readonly string[];
  /** Arguments of `configure`, each without a blank. */
  readonly configureFlags: readonly string[];
}

/**
 * What is installed to compile Mesos, and how it is configured then.
 *
 * @param spec the cluster: the collection that gives the compiler, and whether Maven is a tarball
 */
export function toolchainOf({ mesos, maven }: Pick<ClusterSpec, "mesos" | "maven">): Toolchain {
  const { compiler } = mesos;
  return {
    groups,
    packages: [
      `${compiler}-toolchain`,
      ...(maven === undefined ? [mavenPackage] : []),
      ...packages,
    ],
    configureFlags: [...configureFlags, ...flagsOf[compiler]],
  };
}
