import { parseLibvirtUri, virshCommand } from "../../../lib/libvirtUri";
import { expandHome, knownHostName, parseSshProxy, sshProxyForm } from "../../../lib/sshProxy";
import { wayToGuests } from "../../../lib/wayToGuests";

const keyFile = "${HOME}/.ssh/id_rsa";
const knownHostsFile = "${HOME}/.ssh/known_hosts";
const socket = "/var/run/libvirt/libvirt-sock";

describe("parseLibvirtUri", () => {
  test.each([
    ["qemu:///system", { transport: "unix", local: "qemu:///system", socket }],
    ["qemu:///system?socket=/run/x", { transport: "unix", socket: "/run/x" }],
    ["qemu+unix:///session", { transport: "unix", local: "qemu:///session" }],
    ["qemu+tcp://host/system", { transport: "tcp" }],
    ["qemu://host/system", { transport: "tls" }],
    ["qemu+libssh2://host/system", { transport: "libssh2" }],
    [
      "qemu+ssh://root@host/system",
      {
        transport: "ssh",
        local: "qemu:///system",
        socket,
        sshauth: ["agent", "privkey"],
        proxy: { host: "host", port: 22, user: "root", keyFile, knownHostsFile },
      },
    ],
    [
      "qemu+ssh://me@10.0.0.1:2222/system?socket=/run/l&keyfile=/k&knownhosts=$HOME/kh&sshauth=privkey",
      {
        socket: "/run/l",
        sshauth: ["privkey"],
        proxy: {
          host: "10.0.0.1",
          port: 2222,
          user: "me",
          keyFile: "/k",
          knownHostsFile: "$HOME/kh",
        },
      },
    ],
  ])("%s", (text, expected) => {
    const parsed = parseLibvirtUri(text);
    expect(parsed).toMatchObject({ ...expected, faults: [] });
    expect(parsed.proxy === undefined).toBe(parsed.transport !== "ssh");
  });

  test.each([
    ["qemu", "it is no URI"],
    ["qemu+ssh://host/system", 'its user is ""; allowed: the name of one, as in root@host'],
    ["qemu+ssh://-oProxyCommand@host/system", "its user is"],
    ["qemu+ssh://root@/system", "it is no URI"],
    ["qemu+ssh://root@h_/system", 'its host is "h_"'],
    ["qemu+ssh://root@[::1]/system", 'its host is "[::1]"; allowed: a name or an IPv4 address'],
    ["qemu+ssh://root:pw@host/system", "it has a password"],
    ["qemu+ssh://root@host/system?keyfile=k", 'its keyfile is "k"; allowed: an absolute path'],
    ["qemu+ssh://root@host/system?knownhosts=$X/k", 'its knownhosts is "$X/k"'],
    ["qemu+ssh://root@host/system?sshauth=agent", 'its sshauth is "agent"'],
    ["qemu+ssh://root@host/system?no_verify=0", "it switches the check of the host key off"],
    ["qemu+ssh://root@host/system?known_hosts_verify=ignore", "it switches the check"],
    ["qemu+ssh://root@host/system?socket=a b", 'its socket is "a b"'],
  ])("%s is refused", (text, sentence) => {
    const { faults } = parseLibvirtUri(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(sentence);
  });
});

test("all faults of a URI come at once", () => {
  expect(parseLibvirtUri("qemu+ssh://:pw@host/system?keyfile=k&sshauth=agent").faults).toHaveLength(
    4,
  );
  expect(parseLibvirtUri("qemu+ssh:///system").faults).toHaveLength(2);
});

test.each([
  ["qemu:///system?socket=/x", "virsh -c 'qemu:///system?socket=/x' console m"],
  ["qemu+ssh://root@host/system", `ssh -t root@host 'virsh -c qemu:///system console m'`],
  [
    "qemu+ssh://root@host:2222/system?socket=/x&keyfile=/k&knownhosts=$HOME/h",
    `ssh -t -i /k -o UserKnownHostsFile="$HOME/h" -p 2222 root@host 'virsh -c '\\''qemu:///system?socket=/x'\\'' console m'`,
  ],
])("virsh for a person, of %s", (uri, command) => {
  expect(virshCommand(uri, "console", "m")).toBe(command);
});

describe("parseSshProxy", () => {
  test.each([
    ["ssh://root@host", { host: "host", port: 22, user: "root", keyFile, knownHostsFile }],
    ["ssh://u@h:23/?keyfile=/k&knownhosts=/h", { port: 23, keyFile: "/k", knownHostsFile: "/h" }],
  ])("%s", (text, expected) => {
    expect(parseSshProxy(text)).toMatchObject({ proxy: expected, faults: [] });
  });

  test.each(["root@host", "http://root@host", "ssh://root@host/path", "none"])(
    "%s is of another form",
    (text) => {
      expect(parseSshProxy(text)).toBeUndefined();
    },
  );

  test("a parameter that has no meaning is named", () => {
    expect(parseSshProxy("ssh://root@host?socket=/x")?.faults).toEqual([
      "it has the parameter socket; allowed: keyfile, knownhosts",
    ]);
  });
});

test.each([
  ["$HOME/a", "/h/a"],
  ["${HOME}/a", "/h/a"],
  ["/b/$HOME/a", "/b/$HOME/a"],
])("%s is %s", (file, path) => {
  expect(expandHome(file, "/h")).toBe(path);
});

test("a host's name in known_hosts has a port only when it is another", () => {
  expect(knownHostName({ host: "h", port: 22 })).toBe("h");
  expect(knownHostName({ host: "h", port: 23 })).toBe("[h]:23");
});

describe("wayToGuests", () => {
  const way = (libvirtUri: string, sshProxy = "") => wayToGuests(sshProxy, { libvirtUri });
  const other = "ssh://me@bastion";

  test.each([
    ["qemu:///system", "", undefined],
    ["qemu:///system", other, "bastion"],
    ["qemu+ssh://root@host/system", "", "host"],
    ["qemu+ssh://root@host/system", other, "bastion"],
    ["qemu+ssh://root@host/system", "none", undefined],
    ["qemu+tcp://host/system", other, "bastion"],
    ["qemu+tls://host/system", "none", undefined],
  ])("%s with sshProxy '%s'", (uri, sshProxy, host) => {
    const { proxy, faults } = way(uri, sshProxy);
    expect(faults).toEqual([]);
    expect(proxy?.host).toBe(host);
  });

  test.each(["qemu+tcp://host/system", "qemu+tls://host/system", "qemu+libssh://host/system"])(
    "%s alone leaves it open",
    (uri) => {
      const { faults } = way(uri);
      expect(faults.map(({ key }) => key)).toEqual(["sshProxy"]);
      expect(faults[0]?.message).toContain(`"" is not allowed with libvirt:uri "${uri}"`);
    },
  );

  test("faults of both keys come together, each under its own", () => {
    const { faults } = way("qemu+ssh://host/system", "ssh://bastion");
    expect(faults.map(({ key }) => key)).toEqual(["libvirt:uri", "sshProxy"]);
  });

  test("a password is in no message", () => {
    const { faults } = way("qemu+ssh://root:planted@host/system", "ssh://me:planted@bastion");
    expect(faults).toHaveLength(2);
    expect(JSON.stringify(faults)).not.toContain("planted");
    expect(faults[0]?.message).toContain('"qemu+ssh://root:***@host/system": it has a password');
  });

  test("files are looked at only where the address is right, and once for each key", () => {
    const asked: string[] = [];
    const lookAtAccess = ({ host }: { host: string }, sshauth: readonly string[]): string[] => {
      asked.push([host, ...sshauth].join(" "));
      return [`no key for ${host}`];
    };
    const { faults } = wayToGuests(other, {
      libvirtUri: "qemu+ssh://root@host/system",
      lookAtAccess,
    });
    expect(asked).toEqual(["host agent privkey", "bastion"]);
    expect(faults).toEqual([
      { key: "libvirt:uri", message: '"qemu+ssh://root@host/system": no key for host' },
      { key: "sshProxy", message: '"ssh://me@bastion": no key for bastion' },
    ]);
    wayToGuests("", { libvirtUri: "qemu+ssh://host/system", lookAtAccess });
    expect(asked).toHaveLength(2);
  });

  test("the form names both other values", () => {
    expect(sshProxyForm).toMatch(/none .*empty/);
  });
});
