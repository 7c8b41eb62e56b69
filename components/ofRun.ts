import * as pulumi from "@pulumi/pulumi";

/**
 * What a program keeps for the run that it is in: each run has a monitor of its own, also where one process runs several
 * programs.
 *
 * @param kept what the runs keep, by their monitors
 * @param begin makes what a run begins with
 * @returns what this run keeps; outside of a run, each time a new one
 */
export function ofRun<T>(kept: WeakMap<object, T>, begin: () => T): T {
  const run = pulumi.runtime.getMonitor() as object | undefined;
  const known = run && kept.get(run);
  if (known !== undefined) {
    return known;
  }
  const fresh = begin();
  if (run !== undefined) {
    kept.set(run, fresh);
  }
  return fresh;
}
