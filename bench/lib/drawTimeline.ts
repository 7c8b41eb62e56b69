/**
 * Draws an update. Usage: drawTimeline.ts svg|markdown TITLE EVENT_LOG STACK_EXPORT, the last two being files. Run by
 * `node bench/lib/drawTimeline.cjs`.
 */
import * as fs from "node:fs";

import { messageOf } from "../../lib/getJson";
import { timelineOf, type Timeline } from "./timeline";
import { timelineMarkdown } from "./timelineText";
import { timelineSvg } from "./timelineSvg";

const forms: Readonly<Record<string, (title: string, timeline: Timeline) => string>> = {
  svg: timelineSvg,
  markdown: timelineMarkdown,
};

function main(args: readonly string[]): void {
  const [name = "", title, eventLog, stackExport, ...more] = args;
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  const isWhole = title !== undefined && eventLog !== undefined && stackExport !== undefined;
  if (form === undefined || !isWhole || more.length > 0) {
    throw new Error("usage: drawTimeline.ts svg|markdown TITLE EVENT_LOG STACK_EXPORT");
  }
  const read = (file: string): string => fs.readFileSync(file, "utf8");
  process.stdout.write(form(title, timelineOf(read(eventLog), read(stackExport))));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`timeline: ${messageOf(error)}`);
  process.exitCode = 1;
}
