import { daemonFiles } from "../../lib/daemonFiles";
import { installFilesInput, type GuestFile } from "../../lib/guestFiles";
import { hostScript, shellQuote } from "../../lib/hostScript";
import { splitKeyPair } from "../../lib/sshKeyPair";
import { yumRepositories } from "../../lib/yumRepositories";

const file = (path: string, content: string): GuestFile => ({
  path,
  mode: "0644",
  owner: "root:root",
  content,
});

describe("installFilesInput", () => {
  it("writes a line per file, in order of the paths", () => {
    expect(installFilesInput([file("/b", "text\n"), file("/a", "")])).toBe(
      "0644 root:root /a -\n0644 root:root /b dGV4dAo=\n",
    );
  });

  it.each([
    ["a path twice", [file("/a", ""), file("/a", "x")], "guest file /a is given twice"],
    [
      "a relative path",
      [file("a", "")],
      'guest file path "a" is not an absolute path without white space',
    ],
    [
      "a blank in a path",
      [file("/a b", "")],
      'guest file path "/a b" is not an absolute path without white space',
    ],
  ])("refuses %s", (_, files, message) => {
    expect(() => installFilesInput(files)).toThrow(message);
  });
});

describe("daemonFiles", () => {
  it("writes arguments and environment as data, the environment for root only", () => {
    const files = daemonFiles("mesos-slave", {
      arguments: ["--a=b c", "--d"],
      environment: { B: "2", A: "$(x) 'y'" },
    });
    expect(files.map(({ path, mode }) => [path, mode])).toEqual([
      ["/etc/init/mesos-slave.conf", "0644"],
      ["/etc/mesos-testbed/mesos-slave.args", "0644"],
      ["/etc/mesos-testbed/mesos-slave.env", "0600"],
    ]);
    expect(files[1]?.content).toBe("--a=b c\n--d\n");
    expect(files[2]?.content).toBe("A=$(x) 'y'\nB=2\n");
  });

  it.each([
    [{ arguments: ["a\nb"], environment: {} }, "holds a line break"],
    [{ arguments: [], environment: { A: "a\nb" } }, "holds a line break"],
    [{ arguments: [], environment: { "a-b": "" } }, '"a-b" is not the name'],
  ])("refuses %j", (settings, message) => {
    expect(() => daemonFiles("mesos-slave", settings)).toThrow(message);
  });
});

describe("hostScript", () => {
  it("is relative to the working folder, so that another checkout changes no input", () => {
    expect(hostScript("check-node", ["a b", "c"])).toBe("host/check-node 'a b' c");
  });

  it.each([
    ["plain-1.0/x:y", "plain-1.0/x:y"],
    ["", "''"],
    ["it's", "'it'\\''s'"],
    ["$(x)", "'$(x)'"],
  ])("quotes %j as %s", (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });
});

describe("splitKeyPair", () => {
  const privateKey = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\n";

  it("parts the private from the public key", () => {
    expect(splitKeyPair(`${privateKey}ssh-rsa AAAA stack\n`)).toEqual({
      privateKey,
      publicKey: "ssh-rsa AAAA stack",
    });
  });

  it.each(["", privateKey, "ssh-rsa AAAA stack\n"])(
    "never shows a text that it refuses",
    (text) => {
      expect(() => splitKeyPair(text)).toThrow(
        "host/make-ssh-key did not print an RSA private key in PEM form and its public key",
      );
    },
  );
});

describe("yumRepositories", () => {
  it("keeps the order of the base URLs, and checks signatures where there is a key", () => {
    expect(
      yumRepositories({
        b: { baseurl: ["http://one/", "http://two/"], gpgkey: "file:///k", enabled: true },
        a: { baseurl: ["http://x/"], gpgkey: "", enabled: false },
      }),
    ).toBe(
      [
        "[a]",
        "name=a",
        "baseurl=http://x/",
        "enabled=0",
        "gpgcheck=0",
        "failovermethod=priority",
        "timeout=30",
        "",
        "[b]",
        "name=b",
        "baseurl=http://one/",
        "        http://two/",
        "enabled=1",
        "gpgcheck=1",
        "gpgkey=file:///k",
        "failovermethod=priority",
        "timeout=30",
        "",
      ].join("\n"),
    );
  });
});
