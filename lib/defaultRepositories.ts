import type { RepositorySpec } from "./clusterSpec";

/** What there is to know of a yum repository beside where it lies. */
export interface ManifestRepository extends RepositorySpec {
  /** What it has. */
  readonly title: string;
  /** Licence of what it has. */
  readonly licence: string;
  /** How its packages are verified, and where the key comes from. */
  readonly trust: string;
  /** Whether a cluster can be made without it, as by those that it is not needed for at all. */
  readonly isOptional: boolean;
  /** Whether the compile of Mesos alone needs it. @default false */
  readonly isForBuild?: boolean;
  /** What is used in its place, or what is wrong with it, where that is so. */
  readonly remark?: string;
}

/** Key of CentOS 6, in the image since its making. */
const centosKey = "file:///etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-6";

const eachPackage = "that of each package";

/** The archive of CentOS 6.6 and its mirror. Plain HTTP: yum before 6.8 speaks no TLS 1.2. */
const vault = (repository: string, title: string, isOptional: boolean): ManifestRepository => ({
  title,
  licence: eachPackage,
  baseurl: [
    `http://vault.centos.org/6.6/${repository}/x86_64/`,
    `http://archive.kernel.org/centos-vault/6.6/${repository}/x86_64/`,
  ],
  gpgkey: centosKey,
  trust: "signed by CentOS; the key is in the image",
  enabled: true,
  isOptional,
});

/** The guests' yum repositories by name; the recipe's own that are gone or not needed are there, switched off. */
export const repositoryManifest: Readonly<Record<string, ManifestRepository>> = {
  base: vault("os", "CentOS 6.6", false),
  updates: vault("updates", "CentOS 6.6, updates", false),
  extras: vault("extras", "CentOS 6.6, extras", true),
  "devtoolset-2": {
    title: "devtoolset-2: GCC 4.8 for EL6, built by CERN and by Scientific Linux",
    licence: eachPackage,
    baseurl: [
      "http://linuxsoft.cern.ch/cern/devtoolset/slc6X/x86_64/yum/devtoolset/",
      "http://ftp.scientificlinux.org/linux/scientific/6x/external_products/devtoolset/x86_64/2/",
    ],
    gpgkey: "http://linuxsoft.cern.ch/cern/slc6X/x86_64/RPM-GPG-KEY-cern",
    trust: "signed by CERN; the key is fetched without TLS",
    enabled: true,
    isOptional: false,
    isForBuild: true,
  },
  "epel-apache-maven": {
    title: "Maven for EL6, the recipe's",
    licence: "Apache-2.0",
    baseurl: ["http://repos.fedorapeople.org/repos/dchen/apache-maven/epel-6/x86_64/"],
    gpgkey: "",
    trust: "not signed",
    enabled: false,
    isOptional: true,
    remark: "the tarball of `maven` is used then; switched on, the package is",
  },
  WANdiscoSVN: {
    title: "Subversion 1.8 for EL6, the recipe's",
    licence: "Apache-2.0",
    baseurl: ["http://opensource.wandisco.com/centos/6/svn-1.8/RPMS/x86_64/"],
    gpgkey: "http://opensource.wandisco.com/RPM-GPG-KEY-WANdisco",
    trust: "signed by WANdisco; the key is fetched without TLS",
    enabled: false,
    isOptional: true,
    remark: "Subversion 1.6.11 of CentOS itself is used then, which is enough for Mesos' configure",
  },
};

/** The repositories as the configuration has them where nothing else is given. */
export const defaultRepositories: Readonly<Record<string, RepositorySpec>> = Object.fromEntries(
  Object.entries(repositoryManifest).map(([name, { baseurl, gpgkey, enabled }]) => [
    name,
    { baseurl, gpgkey, enabled },
  ]),
);
