// Loads a file of this package that is TypeScript, for who knows only JavaScript: Node itself, another Pulumi program, and
// a plugin host. Every .ts file is transpiled by swc as it is read, without a type check (`npm run typecheck` does that) and
// without a compiled copy that could be stale. The caller's own way to read TypeScript is left alone, and no tsconfig.json
// is read, which would be the caller's.
"use strict";

const fs = require("node:fs");
const path = require("node:path");

const { transformSync } = require("@swc/core");

const isOwn = (file) =>
  file.startsWith(__dirname + path.sep) &&
  !file.slice(__dirname.length).includes(`${path.sep}node_modules${path.sep}`);

function compile(module, filename) {
  // The settings of tsconfig.json that shape the output.
  const { code } = transformSync(fs.readFileSync(filename, "utf8"), {
    filename,
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2022" },
    module: { type: "commonjs" },
    sourceMaps: "inline",
  });
  module._compile(code, filename);
}

/**
 * Loads a file, and with it all that it imports.
 *
 * @param {string} file path from this folder, e.g. `./package.ts`
 * @returns its exports
 */
module.exports = function loadTypeScript(file) {
  const previous = require.extensions[".ts"];
  require.extensions[".ts"] = (module, filename) =>
    isOwn(filename) || previous === undefined
      ? compile(module, filename)
      : previous(module, filename);
  try {
    return require(path.join(__dirname, file));
  } finally {
    if (previous === undefined) {
      delete require.extensions[".ts"];
    } else {
      require.extensions[".ts"] = previous;
    }
  }
};
