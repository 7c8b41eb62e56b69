/** Host numbers of a /24 that a node can have: 1 is the gateway, 0 and 255 are network and broadcast. */
export const firstNodeHost = 2;
/** See {@link firstNodeHost}. */
export const lastNodeHost = 254;

/** One dnsmasq option, in the form that the libvirt provider's `dnsmasqOptions.options` takes. */
export interface DnsmasqOption {
  /** Name of the option, e.g. `dhcp-host`. */
  readonly optionName: string;
  /** Its value. */
  readonly optionValue: string;
}

/**
 * Whether a text is an IPv4 address in dotted form without leading zeros.
 *
 * @param text any text
 */
export function isIpv4Address(text: string): boolean {
  const parts = text.split(".");
  return (
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part <= 255)
  );
}

/**
 * Whether a text is a /24 in CIDR form with its host bits zero, e.g. `192.168.5.0/24`.
 *
 * @param text any text
 */
export function isNetwork24(text: string): boolean {
  const address = text.endsWith(".0/24") ? text.slice(0, -"/24".length) : "";
  return isIpv4Address(address);
}

/**
 * The address with a host number in a /24.
 *
 * @param networkCidr e.g. `192.168.5.0/24`
 * @param host host number, 0 to 255
 * @returns e.g. `192.168.5.51`
 * @throws Error when either is out of range
 */
export function hostAddress(networkCidr: string, host: number): string {
  if (!isNetwork24(networkCidr)) {
    throw new Error(`network ${networkCidr} is not a /24 such as 192.168.5.0/24`);
  }
  if (!Number.isInteger(host) || host < 0 || host > 255) {
    throw new Error(`host number ${host} is not in 0 to 255`);
  }
  return `${networkCidr.slice(0, -"0/24".length)}${host}`;
}

/**
 * The host number of an address, its last part.
 *
 * @param address e.g. `192.168.5.51`
 * @returns e.g. 51
 * @throws Error when it is no IPv4 address
 */
export function hostNumber(address: string): number {
  if (!isIpv4Address(address)) {
    throw new Error(`"${address}" is not an IPv4 address`);
  }
  return Number(address.slice(address.lastIndexOf(".") + 1));
}

/**
 * Whether an address lies in a /24.
 *
 * @param networkCidr e.g. `192.168.5.0/24`
 * @param address e.g. `192.168.5.51`
 */
export function isInNetwork(networkCidr: string, address: string): boolean {
  return isIpv4Address(address) && address === hostAddress(networkCidr, hostNumber(address));
}

/**
 * The gateway: the first host address, which libvirt gives to the bridge.
 *
 * @param networkCidr e.g. `192.168.5.0/24`
 * @returns e.g. `192.168.5.1`
 */
export function gatewayAddress(networkCidr: string): string {
  return hostAddress(networkCidr, 1);
}

/**
 * The MAC address of a node: QEMU's prefix 52:54:00 and the last three bytes of its address, so that two clusters on
 * one host with different networks never share one.
 *
 * @param address e.g. `192.168.5.51`
 * @returns e.g. `52:54:00:a8:05:33`
 */
export function macAddress(address: string): string {
  hostNumber(address);
  const tail = address.split(".").slice(1);
  return ["52", "54", "00", ...tail.map((part) => (+part).toString(16).padStart(2, "0"))].join(":");
}

/**
 * DHCP reservations for every address that a node can have. They depend on the network alone, so that no other change
 * replaces it.
 *
 * @param networkCidr e.g. `192.168.5.0/24`
 * @returns 253 `dhcp-host` options, in order of the address
 */
export function dhcpReservations(networkCidr: string): DnsmasqOption[] {
  return range(firstNodeHost, lastNodeHost).map((host) => {
    const address = hostAddress(networkCidr, host);
    return { optionName: "dhcp-host", optionValue: `${macAddress(address)},${address}` };
  });
}

/**
 * How many slaves the range from the first slave's address holds: up to the master's address when that lies above,
 * else to the end of the network.
 *
 * @param masterAddress e.g. `192.168.5.51`
 * @param firstSlaveAddress e.g. `192.168.5.54`
 * @returns e.g. 201
 */
export function slaveCapacity(masterAddress: string, firstSlaveAddress: string): number {
  const master = hostNumber(masterAddress);
  const first = hostNumber(firstSlaveAddress);
  return (master > first ? master : lastNodeHost + 1) - first;
}

/**
 * The addresses of all slaves that the range holds, in numeric order.
 *
 * @param networkCidr e.g. `192.168.5.0/24`
 * @param masterAddress e.g. `192.168.5.51`
 * @param firstSlaveAddress e.g. `192.168.5.54`
 */
export function slaveAddresses(
  networkCidr: string,
  masterAddress: string,
  firstSlaveAddress: string,
): string[] {
  const first = hostNumber(firstSlaveAddress);
  const capacity = slaveCapacity(masterAddress, firstSlaveAddress);
  return range(first, first + capacity - 1).map((host) => hostAddress(networkCidr, host));
}

/**
 * The text of a node's /etc/hosts. It names every host that the network can ever have, so that adding a slave changes
 * no other node, and never maps a host name to 127.0.0.1: Mesos would bind to it and be reached by nobody.
 *
 * @param hosts host names with their addresses
 */
export function hostsFile(
  hosts: readonly { readonly hostName: string; readonly address: string }[],
): string {
  const lines = [
    "127.0.0.1 localhost localhost.localdomain",
    "::1 localhost localhost.localdomain",
    ...hosts.map(({ hostName, address }) => `${address} ${hostName}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
