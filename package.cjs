// What `import ... from "mesos-testbed"` gives another program.
"use strict";

module.exports = require("./loadTypeScript.cjs")("./package.ts");
