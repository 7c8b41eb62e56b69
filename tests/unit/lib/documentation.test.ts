import * as fs from "node:fs";
import * as path from "node:path";

import { configKeys } from "../../../lib/configKeys";
import { defaultOf } from "../../../lib/configSchema";
import { leaves } from "../../support/leaves";

const root = path.join(__dirname, "..", "..", "..");

/** A default as the table writes it. */
function written(value: unknown): string {
  if (value === "") {
    return "empty";
  }
  if (typeof value === "boolean") {
    return String(value);
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? "none" : value.map((item) => `\`${item}\``).join("<br>");
  }
  return typeof value === "string" || typeof value === "number" ? `\`${value}\`` : "none";
}

test("docs/configuration.md has every key with its default, in order", () => {
  const table = fs
    .readFileSync(path.join(root, "docs", "configuration.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  expect(table.map(([, key, , value]) => [key, value])).toEqual(
    leaves(defaultOf(configKeys), "").map(([key, value]) => [`\`${key}\``, written(value)]),
  );
  expect(table.filter((cells) => cells.length !== 6 || cells[4] === "")).toEqual([]);
});

describe("package-lock.json", () => {
  const lock = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  };

  test("names no address that a package was served from", () => {
    const addresses = Object.values(lock.packages).map(({ resolved }) => resolved);
    expect(addresses.filter((address) => address !== undefined)).toEqual(["sdks/libvirt"]);
  });

  test("has every optional package, without which npm ci refuses it", () => {
    const missing = Object.entries(lock.packages).flatMap(([place, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) =>
          lock.packages[`node_modules/${name}`] === undefined &&
          lock.packages[`${place}/node_modules/${name}`] === undefined,
      ),
    );
    expect(missing).toEqual([]);
  });
});
