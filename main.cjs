// Where Pulumi enters the program: has Node read TypeScript, then hands over to index.ts.
//
// Every .ts file is transpiled by swc as it is read, without a type check (`npm run typecheck` does that) and without
// a compiled copy that could be stale. This is done here, not by `nodeargs` in Pulumi.yaml, because older language hosts
// (up to v3.68 of the SDK) take no options from a newer CLI, and always install a loader that checks types.
"use strict";

delete require.extensions[".ts"];
// That loader also has its own idea of where a line of a stack trace is; a fresh copy takes the place of all others.
delete require.cache[require.resolve("source-map-support")];
require("@swc-node/register");

// With --debug the SDK would show every secret of the stack.
require("./lib/sdkAnswers.ts").hideSecretsFromDebugLog();

module.exports = require("./index.ts");
