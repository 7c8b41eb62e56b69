/**
 * The gate before anything is made: is there a living source of all that the cache does not have? Standard input has the
 * check as JSON; run by `node host/run.cjs`.
 */
import * as fs from "node:fs";

import { checkInputs, type InputsCheck } from "../lib/checkInputs";
import { messageOf } from "../lib/getJson";

async function main(): Promise<void> {
  const check = JSON.parse(fs.readFileSync(0, "utf8")) as InputsCheck;
  const { asked, cached } = await checkInputs(check);
  console.error(`inputs: ${asked} have a living source, ${cached} are in the cache`);
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
