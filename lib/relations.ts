import type { Settings } from "./configKeys";
import type { Fault } from "./configSchema";
import { defaultRepositories } from "./defaultRepositories";
import { flagFault, type MesosDaemon } from "./mesosFlags";
import { hasDefaultSources, hasOwnDigest } from "./mesosSource";
import { isOwnPrincipal } from "./principals";
import { fallback, isFromRecipe, recipeCompiler } from "./toolchain";

/** Marathon's arguments that the product sets, each with what to use instead. */
const ownMarathonFlags: Readonly<Record<string, string>> = {
  hostname: "it is the master's address",
  http_credentials: "set `authentication.marathonHttp`; the credentials are made for the stack",
  http_port: "the outputs promise 8080",
  master: "it follows from `masterAddress`",
  mesos_authentication_principal: "set `authentication.frameworks`",
  mesos_authentication_secret_file: "set `authentication.frameworks`",
  mesos_user: "tasks run as the product's own user on every node",
  zk: "it follows from `masterAddress`",
  zk_session_timeout: "a restarted Marathon waits for the end of the session before it",
};

/**
 * What is wrong with settings that are each right by themselves.
 *
 * @param settings every key read and filled in
 * @returns the faults, in order of the keys
 */
export function relationFaults(settings: Settings): Fault[] {
  return [
    ...mesosFaults(settings),
    ...sourceKindFaults(settings),
    ...marathonFaults(settings),
    ...repositoryFaults(settings),
    ...compilerFaults(settings),
    ...authenticationFaults(settings),
    ...sourceFaults(settings),
  ];
}

function mesosFaults({ mesos }: Settings): Fault[] {
  const faults: Fault[] = [];
  const check = (daemon: MesosDaemon, flags: Readonly<Record<string, string>>): void => {
    for (const flag of Object.keys(flags)) {
      const message = flagFault(daemon, mesos.version, flag);
      if (message !== undefined) {
        faults.push({ key: `mesos.${daemon}Flags.${flag}`, message });
      }
    }
  };
  check("master", mesos.masterFlags);
  check("slave", mesos.slaveFlags);
  return faults;
}

/** What `mesos.source` asks of the other keys. */
function sourceKindFaults({ mesos }: Settings): Fault[] {
  const faults: Fault[] = [];
  if (mesos.source === "artifact" && hasDefaultSources(mesos)) {
    faults.push({
      key: "mesos.sources",
      message:
        "the default ones have no install tree, which mesos.source artifact needs; allowed: URLs or absolute paths " +
        "of one; `make cache` lists those that this host has",
    });
  }
  if (mesos.source === "git" && hasOwnDigest(mesos)) {
    faults.push({
      key: "mesos.sha256",
      message:
        `"${mesos.sha256}" has no meaning with mesos.source git, where the commit's id is the digest; leave it out, and ` +
        "give mesos.ref that id, or a tag",
    });
  }
  if (mesos.source !== "git" && mesos.ref !== "") {
    faults.push({
      key: "mesos.ref",
      message: `"${mesos.ref}" has no meaning with mesos.source ${mesos.source}; leave it out, or set mesos.source to git`,
    });
  }
  return faults;
}

function marathonFaults({ marathon }: Settings): Fault[] {
  return Object.entries(marathon.flags).flatMap(([flag, value]) => {
    const key = `marathon.flags.${flag}`;
    const instead = Object.hasOwn(ownMarathonFlags, flag) ? ownMarathonFlags[flag] : undefined;
    if (instead !== undefined) {
      return [{ key, message: `the product sets --${flag} of Marathon itself: ${instead}` }];
    }
    // Marathon's flags without a value have no negative form that takes "false".
    return value === "false"
      ? [
          {
            key,
            message: `false is not allowed; allowed: true for a flag without a value, else leave it out`,
          },
        ]
      : [];
  });
}

function repositoryFaults({ repositories }: Settings): Fault[] {
  return Object.entries(repositories)
    .filter(([, repository]) => repository.enabled && repository.baseurl.length === 0)
    .map(([name]) => ({
      key: `repositories.${name}.baseurl`,
      message: "[] is not allowed; allowed: at least one URL; or set enabled to false",
    }));
}

/** No default repository has another compiler than the recipe's, and yum would find that out in machines that are made by then. */
function compilerFaults({ mesos, repositories }: Settings): Fault[] {
  const { compiler, source } = mesos;
  const hasOwn = Object.entries(repositories).some(
    ([name, { enabled, baseurl }]) =>
      enabled && JSON.stringify(baseurl) !== JSON.stringify(defaultRepositories[name]?.baseurl),
  );
  return compiler === recipeCompiler || source === "artifact" || hasOwn
    ? []
    : [
        {
          key: "mesos.compiler",
          message:
            `"${compiler}" is in none of the default repositories; give one that has it, such as ` +
            `${fallback.baseurl} as repositories.${compiler}.baseurl[0], or leave mesos.compiler out for ${recipeCompiler}`,
        },
      ];
}

function authenticationFaults({ authentication }: Settings): Fault[] {
  const { principals, frameworks } = authentication;
  const faults: Fault[] = [];
  principals.forEach((principal, index) => {
    const key = `authentication.principals[${index}]`;
    if (isOwnPrincipal(principal)) {
      faults.push({ key, message: `"${principal}" is the product's own; allowed: any other name` });
    }
    // An empty one stands where one was refused by itself.
    if (principal !== "" && principals.indexOf(principal) < index) {
      faults.push({ key, message: `"${principal}" is there twice; name it once` });
    }
  });
  if (principals.length > 0 && !frameworks) {
    faults.push({
      key: "authentication.principals",
      message:
        "has no effect while authentication.frameworks is false; set that to true, or leave it out",
    });
  }
  return faults;
}

/** Where a file must come from somewhere, its list of sources cannot be empty. */
function sourceFaults(settings: Settings): Fault[] {
  const { image, mesos, marathon, zookeeper, maven } = settings;
  const needed: [string, readonly string[]][] = [
    ["image.sources", image.sources],
    ["mesos.sources", mesos.sources],
    ...(mesos.source === "artifact" || isFromRecipe("maven", settings.repositories)
      ? []
      : [["maven.sources", maven.sources] as [string, readonly string[]]]),
    ...(marathon.enabled
      ? [["zookeeper.sources", zookeeper.sources] as [string, readonly string[]]]
      : []),
  ];
  return needed
    .filter(([, sources]) => sources.length === 0)
    .map(([key]) => ({
      key,
      message: "[] is not allowed; allowed: at least one URL or absolute path",
    }));
}
