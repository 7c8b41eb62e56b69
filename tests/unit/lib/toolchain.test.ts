import { artifactInputs, artifactKey } from "../../../lib/artifactKey";
import { compilers, toolchainOf } from "../../../lib/toolchain";
import { readSpec } from "../../support/spec";

const ofCompiler = (compiler: string): ReturnType<typeof toolchainOf> =>
  toolchainOf(
    readSpec({
      mesos: JSON.stringify({ compiler }),
      repositories: JSON.stringify({ own: { baseurl: ["http://x.test/"] } }),
    }),
  );

test("the recipe's compiler is the first, and what it makes has the name that it always had", () => {
  expect(compilers).toEqual(["devtoolset-2", "devtoolset-3", "devtoolset-7", "devtoolset-9"]);
  // Every word of this is part of an artifact's name: another one would have every stack compile anew.
  expect(toolchainOf(readSpec())).toEqual({
    groups: ["Development Tools"],
    packages: [
      "devtoolset-2-toolchain",
      "python-devel",
      "java-1.7.0-openjdk-devel",
      "zlib-devel",
      "libcurl-devel",
      "openssl-devel",
      "cyrus-sasl-devel",
      "cyrus-sasl-md5",
      "apr-devel",
      "subversion-devel",
      "apr-util-devel",
    ],
    configureFlags: ["--disable-python"],
  });
});

test.each([
  ["devtoolset-3", []],
  ["devtoolset-7", ["CFLAGS=-Wno-error", "CXXFLAGS=-Wno-error"]],
  ["devtoolset-9", ["CFLAGS=-Wno-error", "CXXFLAGS=-Wno-error"]],
] as const)("%s is installed and configured with %j", (compiler, flags) => {
  const { packages, configureFlags } = ofCompiler(compiler);
  expect(packages[0]).toBe(`${compiler}-toolchain`);
  expect(packages.slice(1)).toEqual(toolchainOf(readSpec()).packages.slice(1));
  expect(configureFlags).toEqual(["--disable-python", ...flags]);
});

const switchedOn = (...names: string[]): ReturnType<typeof readSpec> =>
  readSpec({
    repositories: JSON.stringify(
      Object.fromEntries(names.map((name) => [name, { enabled: true }])),
    ),
  });

test("Maven of the recipe's repository is a package, and no tarball then", () => {
  const spec = switchedOn("epel-apache-maven");
  expect(spec.maven).toBeUndefined();
  expect(toolchainOf(spec).packages.slice(0, 3)).toEqual([
    "devtoolset-2-toolchain",
    "apache-maven",
    "python-devel",
  ]);
  expect(artifactInputs(spec).mavenSha256).toBe("");
});

test("what Mesos is linked to or built by gives an artifact of its own", () => {
  const specs = [
    readSpec(),
    switchedOn("WANdiscoSVN"),
    switchedOn("epel-apache-maven"),
    switchedOn("WANdiscoSVN", "epel-apache-maven"),
  ];
  expect(specs.map((spec) => artifactInputs(spec).subversionFrom)).toEqual([
    undefined,
    "WANdiscoSVN",
    undefined,
    "WANdiscoSVN",
  ]);
  expect(new Set(specs.map((spec) => artifactKey(artifactInputs(spec)))).size).toBe(4);
});
