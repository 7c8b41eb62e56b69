// Where Pulumi enters the program: has Node read TypeScript, then hands over to index.ts.
//
// This is done here, not by `nodeargs` in Pulumi.yaml, because older language hosts (up to v3.68 of the SDK) take no options
// from a newer CLI, and always install a loader that checks types.
"use strict";

// That loader also has its own idea of where a line of a stack trace is; Node's own takes its place.
Error.prepareStackTrace = undefined;
process.setSourceMapsEnabled(true);

const loadTypeScript = require("./loadTypeScript.cjs");

// With --debug the SDK would show every secret of the stack.
loadTypeScript("./lib/sdkAnswers.ts").hideSecretsFromDebugLog();

module.exports = loadTypeScript("./index.ts");
