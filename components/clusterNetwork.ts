import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

/** One option of the network's dnsmasq, as it stands in its configuration file. */
export interface DnsmasqOption {
  /** Name of the option, e.g. `dhcp-host`. */
  optionName: string;
  /** Its value, e.g. `52:54:00:a8:05:33,192.168.5.51`. */
  optionValue: string;
}

/** Arguments of {@link ClusterNetwork}. */
export interface ClusterNetworkArgs {
  /** Name of the libvirt network. */
  libvirtName: string;
  /** The /24 in CIDR form, e.g. `192.168.5.0/24`. Its first host address is the gateway. */
  cidr: string;
  /** DNS domain of the network. It is also the mark by which a later run knows the network as its own. */
  domain: string;
  /** DHCP reservations. They should depend on `cidr` alone: another one replaces the network, and with it every machine. */
  reservations: DnsmasqOption[];
}

/**
 * The cluster's own network: NAT to the outside, and a fixed address for every MAC that a node can have.
 *
 * Reservations go through dnsmasq's options, not through the domains' `addresses`: with those the provider sees a
 * difference at every run and wants to replace every domain.
 */
export class ClusterNetwork extends pulumi.ComponentResource {
  /** ID of the libvirt network, for `networkInterfaces[].networkId`. */
  readonly networkId: pulumi.Output<string>;

  constructor(name: string, args: ClusterNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:ClusterNetwork", name, {}, opts);

    const network = new libvirt.Network(
      `${name}-network`,
      {
        name: args.libvirtName,
        mode: "nat",
        domain: args.domain,
        addresses: [args.cidr],
        dhcp: { enabled: true },
        // Off by default in this provider: the guests would have no resolver.
        dns: { enabled: true },
        dnsmasqOptions: { options: args.reservations },
      },
      {
        parent: this,
        deleteBeforeReplace: true,
        // A change of these the provider (0.7.6) takes for an update, and then leaves the network as it is.
        replaceOnChanges: ["dhcp", "dns", "dnsmasqOptions"],
      },
    );

    this.networkId = network.id;
    this.registerOutputs({ networkId: this.networkId });
  }
}
