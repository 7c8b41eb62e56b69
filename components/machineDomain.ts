import * as libvirt from "@pulumi/libvirt";
import type * as pulumi from "@pulumi/pulumi";

import { domainXslt } from "../lib/domainXslt";
import type { VirtualMachineArgs } from "./virtualMachine";

/**
 * The domain, with its disk and its seed as plain files, its serial console in a log, and one network interface.
 *
 * @param name name of the machine's component, with which the resource's name begins
 * @param args the machine
 * @param disk its disk
 * @param seed its seed
 * @param check the gate before anything of the machine is made
 * @param parent the machine's component
 * @returns the domain
 */
export function machineDomain(
  name: string,
  args: VirtualMachineArgs,
  disk: libvirt.Volume,
  seed: libvirt.Volume,
  check: pulumi.Resource,
  parent: pulumi.Resource,
): libvirt.Domain {
  return new libvirt.Domain(
    `${name}-domain`,
    {
      name: args.domainName,
      description: args.mark,
      type: args.domainType,
      vcpu: args.vcpus,
      memory: args.memoryMiB,
      disks: [{ volumeId: disk.id }, { volumeId: seed.id }],
      networkInterfaces: [{ networkId: args.networkId, mac: args.mac, waitForLease: false }],
      consoles: [{ type: "pty", targetPort: "0", targetType: "serial" }],
      // Always there, unlike SPICE, and on loopback only.
      graphics: {
        type: "vnc",
        listenType: "address",
        listenAddress: "127.0.0.1",
        autoport: true,
      },
      xml: {
        xslt: domainXslt(args.poolPath, consoleLogPath(args.domainName), args.cpuMode),
      },
    },
    {
      parent,
      dependsOn: [check],
      // The name is fixed, so the new one cannot be made beside the old one.
      deleteBeforeReplace: true,
      // Of all these the provider takes at least some changes for an update and then leaves the domain as it is
      // (plugins/libvirt/provider/replacement_test.go).
      replaceOnChanges: ["consoles", "disks", "networkInterfaces", "xml"],
    },
  );
}

function consoleLogPath(domainName: string): string {
  return `/var/log/libvirt/qemu/${domainName}-console.log`;
}
