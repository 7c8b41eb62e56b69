// Compiles this SDK into bin/ after it is installed; does nothing when bin/ was made from these very sources by this compiler.
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const binPath = path.join(root, "bin");
const stampPath = path.join(binPath, ".inputs.sha256");
const ignoredFolders = new Set(["bin", "node_modules"]);

/** The source files below folder, sorted, relative to the SDK's folder. */
function listSources(folder) {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !ignoredFolders.has(entry.name) && !entry.name.startsWith("bin."))
    .flatMap((entry) => {
      const entryPath = path.join(folder, entry.name);
      return entry.isDirectory() ? listSources(entryPath) : [path.relative(root, entryPath)];
    })
    .sort();
}

/** A hash of the sources, their names and the compiler's version, in hex. */
function hashInputs(compilerVersion) {
  const hash = createHash("sha256").update(compilerVersion);
  for (const name of listSources(root)) {
    hash.update(`\0${name}\0`).update(fs.readFileSync(path.join(root, name)));
  }
  return hash.digest("hex");
}

/** Compiles into a folder beside bin/ and puts it in bin/'s place when it is whole. */
function compile(compilerPath, inputsHash) {
  const newPath = path.join(root, `bin.${process.pid}`);
  try {
    // Only Node's types: packages of the surrounding project may need another compiler.
    const parameters = [compilerPath, "--project", root, "--outDir", newPath, "--types", "node"];
    const result = spawnSync(process.execPath, parameters, { cwd: root, encoding: "utf8" });
    if (result.status !== 0) {
      throw new Error(`tsc ended with ${result.status ?? result.signal}:\n${result.stdout}${result.stderr}`);
    }
    // The SDK reads its own version from the package.json beside the compiled code.
    fs.copyFileSync(path.join(root, "package.json"), path.join(newPath, "package.json"));
    fs.writeFileSync(path.join(newPath, path.basename(stampPath)), inputsHash);
    fs.rmSync(binPath, { recursive: true, force: true });
    fs.renameSync(newPath, binPath);
  } finally {
    fs.rmSync(newPath, { recursive: true, force: true });
  }
}

const compilerPackage = require.resolve("typescript/package.json", { paths: [root] });
const compilerPath = path.join(path.dirname(compilerPackage), "bin", "tsc");
const inputsHash = hashInputs(require(compilerPackage).version);
if (!fs.existsSync(stampPath) || fs.readFileSync(stampPath, "utf8") !== inputsHash) {
  compile(compilerPath, inputsHash);
}
