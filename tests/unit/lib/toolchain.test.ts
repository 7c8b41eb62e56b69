import { compilers, toolchainOf } from "../../../lib/toolchain";

test("the recipe's compiler is the first, and what it makes has the name that it always had", () => {
  expect(compilers).toEqual(["devtoolset-2", "devtoolset-3", "devtoolset-7", "devtoolset-9"]);
  // Every word of this is part of an artifact's name: another one would have every stack compile anew.
  expect(toolchainOf("devtoolset-2")).toEqual({
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
  const { packages, configureFlags } = toolchainOf(compiler);
  expect(packages[0]).toBe(`${compiler}-toolchain`);
  expect(packages.slice(1)).toEqual(toolchainOf("devtoolset-2").packages.slice(1));
  expect(configureFlags).toEqual(["--disable-python", ...flags]);
});
