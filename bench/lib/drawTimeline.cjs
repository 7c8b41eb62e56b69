// Runs drawTimeline.ts, from any working folder.
"use strict";

require("../../loadTypeScript.cjs")("bench/lib/drawTimeline.ts");
