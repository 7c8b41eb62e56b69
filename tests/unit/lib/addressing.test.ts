import * as fc from "fast-check";

import {
  dhcpReservations,
  gatewayAddress,
  hostAddress,
  hostNumber,
  hostsFile,
  isInNetwork,
  isIpv4Address,
  isNetwork24,
  macAddress,
  slaveAddresses,
  slaveCapacity,
} from "../../../lib/addressing";

test.each([
  ["192.168.5.51", true],
  ["0.0.0.0", true],
  ["255.255.255.255", true],
  ["192.168.5.256", false],
  ["192.168.5", false],
  ["192.168.5.5.5", false],
  ["192.168.05.5", false],
  ["192.168.5.x", false],
  [" 192.168.5.5", false],
  ["", false],
])("isIpv4Address(%j) is %s", (text, expected) => {
  expect(isIpv4Address(text)).toBe(expected);
});

test.each([
  ["192.168.5.0/24", true],
  ["10.0.0.0/24", true],
  ["192.168.5.1/24", false],
  ["192.168.5.0/23", false],
  ["192.168.5.0", false],
  ["192.168.500.0/24", false],
  ["", false],
])("isNetwork24(%j) is %s", (text, expected) => {
  expect(isNetwork24(text)).toBe(expected);
});

test.each([
  ["192.168.5.0/24", 51, "192.168.5.51"],
  ["10.1.20.0/24", 0, "10.1.20.0"],
  ["10.1.20.0/24", 255, "10.1.20.255"],
])("hostAddress(%s, %d) is %s", (network, host, expected) => {
  expect(hostAddress(network, host)).toBe(expected);
  expect(isInNetwork(network, expected)).toBe(true);
  expect(hostNumber(expected)).toBe(host);
});

test.each([
  ["192.168.5.0/23", 1, "is not a /24"],
  ["192.168.5.0/24", 256, "not in 0 to 255"],
  ["192.168.5.0/24", -1, "not in 0 to 255"],
  ["192.168.5.0/24", 1.5, "not in 0 to 255"],
])("hostAddress(%s, %d) is refused", (network, host, message) => {
  expect(() => hostAddress(network, host)).toThrow(message);
});

test.each([
  ["192.168.5.51", "52:54:00:a8:05:33"],
  ["10.0.0.2", "52:54:00:00:00:02"],
  ["172.31.255.254", "52:54:00:1f:ff:fe"],
])("macAddress(%s) is %s", (address, expected) => {
  expect(macAddress(address)).toBe(expected);
});

test("the gateway is the first host", () => {
  expect(gatewayAddress("192.168.5.0/24")).toBe("192.168.5.1");
});

test("dhcpReservations cover every address that a node can have, and no other", () => {
  const options = dhcpReservations("192.168.5.0/24");
  expect(options).toHaveLength(253);
  expect(options[0]).toEqual({
    optionName: "dhcp-host",
    optionValue: "52:54:00:a8:05:02,192.168.5.2",
  });
  expect(options.at(-1)?.optionValue).toBe("52:54:00:a8:05:fe,192.168.5.254");
  expect(new Set(options.map(({ optionValue }) => optionValue)).size).toBe(253);
});

test.each([
  // master, first slave, how many
  ["192.168.5.51", "192.168.5.54", 201],
  ["192.168.5.54", "192.168.5.51", 3],
  ["192.168.5.2", "192.168.5.254", 1],
  ["192.168.5.254", "192.168.5.2", 252],
])("with master %s and slaves from %s there is room for %d", (master, first, expected) => {
  expect(slaveCapacity(master, first)).toBe(expected);
});

test("slaves never get the master's, the gateway's or a reserved address", () => {
  const host = fc.integer({ min: 2, max: 254 });
  expect(() => {
    fc.assert(
      fc.property(host, host, (masterHost, firstHost) => {
        fc.pre(masterHost !== firstHost);
        const network = "192.168.5.0/24";
        const master = hostAddress(network, masterHost);
        const addresses = slaveAddresses(network, master, hostAddress(network, firstHost));
        const hosts = addresses.map(hostNumber);
        return (
          addresses.length === new Set(addresses).size &&
          addresses.length > 0 &&
          hosts.every((number) => number >= 2 && number <= 254 && number !== masterHost)
        );
      }),
    );
  }).not.toThrow();
});

test("hostsFile maps names to real addresses and only localhost to itself", () => {
  const hosts = [
    { hostName: "master", address: "192.168.5.51" },
    { hostName: "slave1", address: "192.168.5.54" },
  ];
  expect(hostsFile(hosts)).toBe(
    "127.0.0.1 localhost localhost.localdomain\n" +
      "::1 localhost localhost.localdomain\n" +
      "192.168.5.51 master\n" +
      "192.168.5.54 slave1\n",
  );
});
