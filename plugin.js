// What a plugin host loads. It is no .cjs file since the host looks for the types in plugin.ts, which it finds by this name.
"use strict";

module.exports = require("./loadTypeScript.cjs")("./plugin.ts");
