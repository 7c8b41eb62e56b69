// Runs a TypeScript program of this folder, from any working folder: node host/run.cjs NAME.ts [ARGUMENT]...
"use strict";

const path = require("node:path");

const [name] = process.argv.splice(2, 1);
if (name === undefined || path.basename(name) !== name) {
  console.error("Usage: node host/run.cjs NAME.ts [ARGUMENT]...");
  process.exitCode = 2;
} else {
  process.setSourceMapsEnabled(true);
  require("../loadTypeScript.cjs")(`host/${name}`);
}
