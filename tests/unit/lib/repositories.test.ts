import { repositoryManifest } from "../../../lib/defaultRepositories";
import { updatedPackages } from "../../../lib/packages";
import { uncheckedRepositories, yumRepositories } from "../../../lib/yumRepositories";
import { readSpec } from "../../support/spec";

const entries = Object.entries(repositoryManifest);
const spec = readSpec();

test("what is of CentOS itself is pinned to the image's release", () => {
  const centos = entries.filter(([, { trust }]) => trust.startsWith("signed by CentOS"));
  expect(centos.map(([name]) => name)).toEqual(["base", "updates", "extras"]);
  const urls = centos.flatMap(([, { baseurl }]) => baseurl);
  expect(urls.length).toBeGreaterThanOrEqual(6);
  expect(urls.filter((url) => !url.includes(`/${spec.image.release}/`))).toEqual([]);
});

test("no repository follows the newest release, or names another minor one", () => {
  const urls = entries.flatMap(([, { baseurl }]) => baseurl);
  // mirror.centos.org/centos/6 became 6.7 and later; yum fills in $releasever with 6.
  expect(urls.filter((url) => /\$|mirrorlist|mirror\.centos\.org/.test(url))).toEqual([]);
  expect(
    urls.filter((url) => {
      const minor = /\/(6\.\d+)\//.exec(url)?.[1];
      return minor !== undefined && minor !== spec.image.release;
    }),
  ).toEqual([]);
});

test("signatures are checked wherever packages are signed, and all that is on is signed", () => {
  expect(
    entries
      .filter(([, { trust, gpgkey }]) => trust.startsWith("signed") !== (gpgkey !== ""))
      .map(([name]) => name),
  ).toEqual([]);
  expect(
    entries.filter(([, { enabled, gpgkey }]) => enabled && gpgkey === "").map(([name]) => name),
  ).toEqual([]);
  const sections = yumRepositories(spec.repositories).split("\n\n");
  expect(sections).toHaveLength(entries.length);
  expect(sections.filter((text) => text.includes("enabled=1\ngpgcheck=1\ngpgkey="))).toHaveLength(
    entries.filter(([, { enabled }]) => enabled).length,
  );
});

test("yum before 6.8 speaks no TLS 1.2: everything that is on is reached without", () => {
  const urls = entries
    .filter(([, { enabled }]) => enabled)
    .flatMap(([, { baseurl, gpgkey }]) => [...baseurl, gpgkey]);
  expect(urls.filter((url) => !/^(http:|file:\/\/\/)/.test(url))).toEqual([]);
});

test("mirrors are tried in order, and given up in time", () => {
  const sections = yumRepositories(spec.repositories).split("\n\n");
  for (const section of sections) {
    expect(section).toContain("failovermethod=priority\ntimeout=30");
  }
});

test("the recipe's dead repositories are there, switched off", () => {
  expect(entries.filter(([, { enabled }]) => !enabled).map(([name]) => name)).toEqual([
    "epel-apache-maven",
    "WANdiscoSVN",
  ]);
});

test("nothing that is updated moves the guest to another release", () => {
  expect(updatedPackages).toEqual(["nss", "curl", "ca-certificates"]);
});

test("a repository that is on and has no key is told aloud, with what to set", () => {
  expect(uncheckedRepositories(spec.repositories)).toEqual([]);
  const { repositories } = readSpec({
    repositories: JSON.stringify({
      "epel-apache-maven": { enabled: true },
      "my.own": { baseurl: ["http://x.test/"] },
      off: { baseurl: ["http://x.test/"], enabled: false },
    }),
  });
  expect(uncheckedRepositories(repositories)).toEqual([
    expect.stringMatching(
      /^repository epel-apache-maven has no key: .* set repositories\.epel-apache-maven\.gpgkey to/,
    ),
    expect.stringMatching(
      /^repository my\.own has no key: .* set repositories\["my\.own"\]\.gpgkey to/,
    ),
  ]);
});
