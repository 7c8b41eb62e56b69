import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { accessOf, readSshAccess } from "../../../lib/readSshAccess";
import {
  hostKeyFault,
  hostKeysOf,
  keyFault,
  preferredHostKey,
  proxySettings,
} from "../../../lib/sshAccess";

const folder = fs.mkdtempSync(path.join(tmpdir(), "mesos-testbed-access-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Makes a key by OpenSSH itself, and gives its path. */
function makeKey(name: string, ...options: string[]): string {
  const file = path.join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-C", "", "-N", "", ...options, "-f", file]);
  return file;
}

describe("keyFault", () => {
  test.each([
    ["ed25519", ["-t", "ed25519"], undefined],
    ["ecdsa", ["-t", "ecdsa"], undefined],
    ["rsa", ["-t", "rsa"], undefined],
    ["rsa-pem", ["-t", "rsa", "-m", "PEM"], undefined],
    ["rsa-pkcs8", ["-t", "rsa", "-m", "PKCS8"], undefined],
    ["secret", ["-t", "ed25519", "-N", "secret"], "encrypted"],
    ["secret-pem", ["-t", "rsa", "-m", "PEM", "-N", "secret"], "encrypted"],
    ["secret-pkcs8", ["-t", "rsa", "-m", "PKCS8", "-N", "secret"], "encrypted"],
  ])("%s as ssh-keygen makes it", (name, options, fault) => {
    expect(keyFault(fs.readFileSync(makeKey(name, ...options), "utf8"))).toBe(fault);
  });

  /** OpenSSH's form with a public key of some kind, and no private part. */
  const opensshKey = (kind: string): string => {
    const string = (text: string | Buffer): Buffer => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return Buffer.concat([length, Buffer.from(text)]);
    };
    const data = Buffer.concat([
      Buffer.from("openssh-key-v1\0"),
      ...["none", "none", ""].map(string),
      Buffer.from([0, 0, 0, 1]),
      string(string(kind)),
    ]);
    const label = "OPENSSH PRIVATE KEY";
    return `-----BEGIN ${label}-----\n${data.toString("base64")}\n-----END ${label}-----\n`;
  };

  test.each([
    [opensshKey("ssh-ed25519"), undefined],
    [opensshKey("sk-ssh-ed25519@openssh.com"), "unreadable"],
    ["", "unreadable"],
    ["ssh-ed25519 AAAA x\n", "unreadable"],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "unreadable"],
    [
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
      "unreadable",
    ],
    [opensshKey("ssh-rsa").replace(/.{12}\n-----END/, "\n-----END"), "unreadable"],
  ])("%#", (text, fault) => {
    expect(keyFault(text)).toBe(fault);
  });
});

test("of several host keys the one that Go's library asks for is taken", () => {
  const keys = ["ssh-ed25519 E", "ssh-rsa R", "ecdsa-sha2-nistp521 C5", "ecdsa-sha2-nistp256 C2"];
  expect(preferredHostKey(keys)).toBe("ecdsa-sha2-nistp256 C2");
  expect(preferredHostKey(keys.slice(0, 2))).toBe("ssh-rsa R");
  expect(preferredHostKey(["ssh-dss D"])).toBeUndefined();
});

test("host keys of known_hosts, without comments and markers", () => {
  const text =
    "# Host h found: line 1\nh ssh-rsa R me@x\n@revoked h ssh-rsa X\n|1|a=|b= ssh-dss D\n";
  expect(hostKeysOf(text)).toEqual(["ssh-rsa R", "ssh-dss D"]);
});

test.each([
  [["ssh-rsa R"], ["ssh-rsa R", "ssh-ed25519 E"], undefined],
  [["ssh-ed25519 E"], ["ssh-ed25519 E"], undefined],
  // What a server before the provider's choice has, and one that is another machine.
  [["ssh-ed25519 E"], ["ssh-rsa R", "ssh-ed25519 E"], { is: "unlisted", shown: "ssh-rsa R" }],
  [["ssh-ed25519 E"], ["ssh-rsa R", "ssh-ed25519 F"], { is: "other", shown: "ssh-rsa R" }],
  [
    ["ssh-rsa Q", "ssh-ed25519 E"],
    ["ssh-rsa R", "ssh-ed25519 E"],
    { is: "other", shown: "ssh-rsa R" },
  ],
  [["ssh-rsa R"], [], undefined],
])("known %j, shown %j", (known, shown, fault) => {
  expect(hostKeyFault(known, shown)).toEqual(fault);
});

test("a proxy as lines for the scripts, its key in one of them; none without", () => {
  const proxy = { host: "h", port: 23, user: "u", hostKey: "ssh-rsa R", privateKey: "a\nb\n" };
  expect(proxySettings(proxy)).toEqual([
    "PROXY_HOST=h",
    "PROXY_PORT=23",
    "PROXY_USER=u",
    "PROXY_HOST_KEY=ssh-rsa R",
    `PROXY_KEY=${Buffer.from("a\nb\n").toString("base64")}`,
  ]);
  expect(proxySettings(undefined)).toEqual([]);
});

describe("readSshAccess", () => {
  const keyFile = makeKey("mine", "-t", "ed25519");
  const knownHostsFile = path.join(folder, "known_hosts");
  fs.writeFileSync(knownHostsFile, "h ssh-rsa R\n[h]:23 ssh-rsa AAAAR23\nh2 ssh-dss D\n");
  const proxy = { host: "h", port: 23, user: "u", keyFile, knownHostsFile };

  test("reads both files, the host's key by its name with the port", () => {
    // ssh-keygen looks at the key as well.
    const key = fs.readFileSync(`${makeKey("host", "-t", "rsa")}.pub`, "utf8").trim();
    fs.appendFileSync(knownHostsFile, `[h3]:23 ${key}\n`);
    expect(readSshAccess({ ...proxy, host: "h3" })).toEqual({
      access: {
        host: "h3",
        port: 23,
        user: "u",
        hostKey: key,
        privateKey: fs.readFileSync(keyFile, "utf8"),
      },
    });
    expect(accessOf({ ...proxy, host: "h3" })?.hostKey).toBe(key);
    expect(accessOf(undefined)).toBeUndefined();
  });

  test("names the faults of both files at once", () => {
    const { faults = [] } = readSshAccess({
      ...proxy,
      keyFile: "/nowhere/key",
      knownHostsFile: "/nowhere/known_hosts",
    });
    expect(faults).toHaveLength(2);
    expect(faults[0]).toContain("the private key /nowhere/key cannot be read");
    expect(faults[1]).toContain("ssh-keyscan -p 23 h >> /nowhere/known_hosts");
    expect(() => accessOf({ ...proxy, keyFile: "/nowhere/key" })).toThrow("/nowhere/key");
  });

  test("a host of which only a key of an unknown kind is there is not known", () => {
    const { faults = [] } = readSshAccess({ ...proxy, host: "h2", port: 22 });
    expect(faults).toEqual([expect.stringContaining(`${knownHostsFile} has no key of h2`)]);
  });
});
