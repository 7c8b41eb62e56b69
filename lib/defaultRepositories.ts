import type { RepositorySpec } from "./clusterSpec";

/** Key of CentOS 6, in the image since its making. */
const centosKey = "file:///etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-6";

/** The archive of CentOS 6.6 and its mirror. Plain HTTP: yum before 6.8 speaks no TLS 1.2. */
const vault = (repository: string): RepositorySpec => ({
  baseurl: [
    `http://vault.centos.org/6.6/${repository}/x86_64/`,
    `http://archive.kernel.org/centos-vault/6.6/${repository}/x86_64/`,
  ],
  gpgkey: centosKey,
  enabled: true,
});

/** The guests' yum repositories by name; the recipe's own that are gone or not needed are there, switched off. */
export const defaultRepositories: Readonly<Record<string, RepositorySpec>> = {
  base: vault("os"),
  updates: vault("updates"),
  extras: vault("extras"),
  "devtoolset-2": {
    baseurl: [
      "http://linuxsoft.cern.ch/cern/devtoolset/slc6X/x86_64/yum/devtoolset/",
      "http://ftp.scientificlinux.org/linux/scientific/6x/external_products/devtoolset/x86_64/2/",
    ],
    gpgkey: "http://linuxsoft.cern.ch/cern/slc6X/x86_64/RPM-GPG-KEY-cern",
    enabled: true,
  },
  // Instead: the Maven tarball of `maven`.
  "epel-apache-maven": {
    baseurl: ["http://repos.fedorapeople.org/repos/dchen/apache-maven/epel-6/x86_64/"],
    gpgkey: "",
    enabled: false,
  },
  // Instead: Subversion 1.6.11 of CentOS itself, which is enough for Mesos' configure.
  WANdiscoSVN: {
    baseurl: ["http://opensource.wandisco.com/centos/6/svn-1.8/RPMS/x86_64/"],
    gpgkey: "http://opensource.wandisco.com/RPM-GPG-KEY-WANdisco",
    enabled: false,
  },
};
