import type { MesosCluster as Cluster } from "../../components/mesosCluster";
import type { MesosTestbed } from "../../components/mesosTestbed";
import { loadClusterSpec } from "../../config";
import { recordProgram, Recorder, settle, type RecordedResource } from "./mocks";

/** Type tokens that tests name. */
export const domainType = "libvirt:index/domain:Domain";
export const networkType = "libvirt:index/network:Network";
export const poolType = "libvirt:index/pool:Pool";
export const volumeType = "libvirt:index/volume:Volume";
export const passwordType = "random:index/randomPassword:RandomPassword";
export const remoteType = "command:remote:Command";
export const localType = "command:local:Command";

/** How often resources have been made anew, by {@link identityOf}; none means that all are as at first. */
export type Generations = ReadonlyMap<string, number>;

/**
 * What tells a resource from all others.
 *
 * @param type its type token
 * @param name its logical name
 */
export function identityOf({ type, name }: Pick<RecordedResource, "type" | "name">): string {
  return `${type} ${name}`;
}

/** What the scripts behind the commands would print, where the program reads it. */
function localStdout(
  inputs: Readonly<Record<string, unknown>>,
  name: string,
  generation: number,
): string {
  if (name.endsWith("-ssh-key")) {
    return "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\nssh-rsa AAAA test\n";
  }
  // An artifact is the same again as long as its key is, whichever machine asks for it.
  if (name.endsWith("-artifact")) {
    return `artifact of ${/^KEY=(.*)$/m.exec(String(inputs["stdin"]))?.[1] ?? "no key"}`;
  }
  return `${name} output ${generation}`;
}

/**
 * What answers for every resource of a cluster.
 *
 * @param generations resources that have been made anew: their IDs and outputs differ from the first ones
 */
export function clusterRecorder(generations: Generations = new Map()): Recorder {
  const generation = (type: string, name: string): number =>
    generations.get(identityOf({ type, name })) ?? 0;
  return new Recorder(
    {
      [domainType]: () => ({}),
      [networkType]: () => ({}),
      [poolType]: () => ({}),
      [volumeType]: () => ({}),
      [passwordType]: (_, name) => ({
        result: `test-secret of ${name}${generation(passwordType, name) === 0 ? "" : " made anew"}`,
      }),
      [localType]: (inputs, name) => ({
        stdout: localStdout(inputs, name, generation(localType, name)),
        stderr: "",
      }),
      [remoteType]: (_, name) => ({ stdout: `${name} output`, stderr: "" }),
    },
    {},
    (type, name) => `${name}-id-${generation(type, name)}`,
  );
}

/** The component, loaded only once the SDK records: it would look for an engine otherwise. */
export function clusterClass(): typeof Cluster {
  return jest.requireActual<{ MesosCluster: typeof Cluster }>("../../components/mesosCluster")
    .MesosCluster;
}

/** The component for other programs, likewise. */
export function testbedClass(): typeof MesosTestbed {
  return jest.requireActual<{ MesosTestbed: typeof MesosTestbed }>("../../components/mesosTestbed")
    .MesosTestbed;
}

/**
 * Records the whole cluster with some configuration. The test has to mock `lib/readCluster`, which would ask a master.
 *
 * @param config configuration by full key, as the engine hands it over
 * @param generations as of {@link clusterRecorder}
 * @returns all that was registered
 */
export async function recordCluster(
  config: Readonly<Record<string, string>> = {},
  generations: Generations = new Map(),
): Promise<Recorder> {
  const recorder = clusterRecorder(generations);
  await recordProgram(recorder, config);
  await settle(new (clusterClass())("mesos", { spec: loadClusterSpec(), mark: "test mark" }));
  return recorder;
}
