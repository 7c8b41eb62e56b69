import { claimFaults, type ClusterClaim } from "../../../lib/clusterClaims";

const blue: ClusterClaim = {
  name: "blue",
  libvirtUri: "qemu:///system",
  namePrefix: "p-s-blue-",
  networkCidr: "192.168.60.0/24",
  poolPath: "/images/blue",
};
const green: ClusterClaim = {
  name: "green",
  libvirtUri: "qemu:///system",
  namePrefix: "p-s-green-",
  networkCidr: "192.168.61.0/24",
  poolPath: "/images/green",
};

test.each<[string, Partial<ClusterClaim>, string[]]>([
  ["nothing in common", {}, []],
  [
    "the range",
    { networkCidr: "192.168.60.0/24" },
    [
      'networkCidr "192.168.60.0/24" is that of cluster "blue" on qemu:///system as well; give one of them another',
    ],
  ],
  ["the prefix", { namePrefix: "p-s-blue-" }, [expect.stringContaining('namePrefix "p-s-blue-"')]],
  ["the pool", { poolPath: "/images/blue" }, [expect.stringContaining('poolPath "/images/blue"')]],
  [
    "all of them",
    { ...blue, name: "green" },
    [
      expect.stringContaining("namePrefix"),
      expect.stringContaining("networkCidr"),
      expect.stringContaining("poolPath"),
    ],
  ],
  ["all of them on another host", { ...blue, libvirtUri: "qemu+ssh://host2/system" }, []],
])("two clusters with %s", (_, changed, faults) => {
  expect(claimFaults({ ...green, ...changed }, [blue])).toEqual(faults);
});
