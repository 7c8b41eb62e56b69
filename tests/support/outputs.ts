import type { ClusterOutputs } from "../../lib/clusterOutputs";

/** Outputs of a cluster of two slaves with everything on. */
export const sampleOutputs: Required<ClusterOutputs> = {
  schemaVersion: 1,
  uiUrl: "http://192.168.5.51:5050",
  master: { name: "master", address: "192.168.5.51", id: "M" },
  masterAddress: "192.168.5.51:5050",
  slaves: [
    { name: "slave1", address: "192.168.5.54", id: "M-S1" },
    { name: "slave2", address: "192.168.5.55", id: "M-S0" },
  ],
  slaveIds: ["M-S1", "M-S0"],
  mesosVersion: "0.24.0",
  sshUser: "centos",
  marathonUrl: "http://192.168.5.51:8080",
  marathonFramework: "jobs",
  zookeeperUrl: "zk://192.168.5.51:2181/mesos",
  marathonCredentials: { username: "marathon", password: "planted-password" },
  frameworkCredentials: { mine: "planted-secret" },
  sshKeyPath: "/home/user/.ssh/id_rsa",
  sshProxy: "root@libvirt.example:22",
  readme: "# Mesos cluster of stack dev\n",
  sshPrivateKey: "-----BEGIN RSA PRIVATE KEY-----\nplanted-key\n-----END RSA PRIVATE KEY-----\n",
};

/** Outputs that are absent from a stack of an earlier version without Marathon, a key of the user's and `exportSshKey`. */
export const optionalOutputs = [
  "marathonUrl",
  "marathonFramework",
  "zookeeperUrl",
  "marathonCredentials",
  "frameworkCredentials",
  "sshKeyPath",
  "sshProxy",
  "sshPrivateKey",
  "readme",
] as const;

/** The sample without what is optional. */
export function smallestOutputs(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(sampleOutputs).filter(
      ([name]) => !(optionalOutputs as readonly string[]).includes(name),
    ),
  );
}
