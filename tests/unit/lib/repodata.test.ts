import { gzipSync } from "node:zlib";

import { readRepodata } from "../../../lib/repodata";

const sha256 = "a".repeat(64);
const sha1 = "b".repeat(40);

const repomd = (href: string, type = "sha256", more = ""): string =>
  `<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision>
    <data type="primary"><location href="${href}"${more}/><checksum type="${type}">${sha256}</checksum>
    <open-checksum type="sha256">x</open-checksum></data></repomd>`;

const primary = `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">
<package type="rpm"><name>gcc-c++</name><arch>x86_64</arch><version epoch="0" ver="4.4.7" rel="11.el6"/>
<checksum type="sha256" pkgid="YES">${sha256}</checksum><location href="Packages/gcc-c++-4.4.7-11.el6.x86_64.rpm"/>
<format><rpm:provides><rpm:entry name="gcc-c++"/></rpm:provides></format></package>
<package type="rpm"><name>scl-utils</name><arch>noarch</arch><version epoch="1" ver="1" rel="2"/>
<checksum type="sha">${sha1}</checksum><location href="scl-utils-1-2.noarch.rpm"/></package>
</metadata>`;

test("repomd.xml names the metadata", async () => {
  expect(await readRepodata(Buffer.from(repomd("repodata/x-primary.xml.gz")))).toEqual([
    {
      name: "primary",
      href: "repodata/x-primary.xml.gz",
      algorithm: "sha256",
      checksum: sha256,
    },
  ]);
});

test("primary.xml, packed or not, names the packages as rpm does, without epochs", async () => {
  const expected = [
    {
      name: "gcc-c++-4.4.7-11.el6.x86_64",
      href: "Packages/gcc-c++-4.4.7-11.el6.x86_64.rpm",
      algorithm: "sha256",
      checksum: sha256,
    },
    {
      name: "scl-utils-1-2.noarch",
      href: "scl-utils-1-2.noarch.rpm",
      algorithm: "sha1",
      checksum: sha1,
    },
  ];
  expect(await readRepodata(Buffer.from(primary))).toEqual(expected);
  expect(await readRepodata(gzipSync(primary))).toEqual(expected);
});

test.each<[string, string, string]>([
  ["a web page", "<html><p>", "it is no metadata of a yum repository: "],
  [
    "a path out of the repository",
    repomd("../../etc/passwd"),
    "not below the repository: ../../etc/passwd",
  ],
  ["an absolute path", repomd("/etc/passwd"), "not below the repository: /etc/passwd"],
  [
    "a base that is elsewhere",
    repomd("a.rpm", "sha256", ' xml:base="http://other.test/"'),
    "not below the repository: http://other.test/a.rpm",
  ],
  [
    "a checksum that is no proof",
    repomd("a.rpm", "md5"),
    "no checksum of a.rpm that can be used (md5)",
  ],
])("%s is refused", async (_, text, fault) => {
  await expect(readRepodata(Buffer.from(text))).rejects.toThrow(fault);
});

test("XML that would read a file of this host gives nothing of it", async () => {
  const text = `<!DOCTYPE repomd [<!ENTITY x SYSTEM "file:///etc/passwd">]>${repomd("&x;")}`;
  await expect(readRepodata(Buffer.from(text))).rejects.toThrow(/no metadata|not below/);
});
