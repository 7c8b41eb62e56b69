import {
  cachedRepositories,
  copiedRepositoriesFile,
  repositoriesKey,
  type Repositories,
} from "../../../lib/repositoriesCopy";

const repository = (name: string, more: object = {}): Repositories[string] => ({
  baseurl: [`http://x.test/${name}/`],
  gpgkey: "",
  enabled: true,
  ...more,
});

const base = repository("base");
const extras = repository("extras");

test("the key follows from the enabled repositories alone, in any order", () => {
  const key = repositoriesKey({ base, extras });
  expect(key).toMatch(/^[0-9a-f]{16}$/);
  expect(repositoriesKey({ extras, base })).toBe(key);
  expect(repositoriesKey({ base, extras, off: repository("off", { enabled: false }) })).toBe(key);
  const others: Repositories[] = [
    { base },
    { base, extras, more: repository("more") },
    { base, extras: repository("extras", { gpgkey: "http://x.test/key" }) },
    { base, extras: repository("elsewhere") },
  ];
  expect(new Set([key, ...others.map(repositoriesKey)]).size).toBe(5);
});

test("yum's description keeps how signatures are checked, and is used only where yum is told to", () => {
  const text = copiedRepositoriesFile({
    unsigned: repository("unsigned"),
    own: repository("own", { baseurl: ["file:///srv/own/"], gpgkey: "file:///etc/key" }),
    fetched: repository("fetched", { gpgkey: "http://x.test/key" }),
    off: repository("off", { enabled: false }),
  });
  const folder = "file:///var/lib/mesos-testbed/repositories";
  const lines = text.split("\n").filter((line) => /^(\[|baseurl|gpg|enabled)/.test(line));
  expect(lines).toEqual([
    "[mesos-testbed-fetched]",
    `baseurl=${folder}/fetched/`,
    "enabled=0",
    "gpgcheck=1",
    `gpgkey=${folder}/fetched/RPM-GPG-KEY`,
    "[mesos-testbed-own]",
    "baseurl=file:///srv/own/",
    "enabled=0",
    "gpgcheck=1",
    "gpgkey=file:///etc/key",
    "[mesos-testbed-unsigned]",
    `baseurl=${folder}/unsigned/`,
    "enabled=0",
    "gpgcheck=0",
  ]);
});

test("the cache has a copy where host/lib/repositories.sh looks for it", () => {
  expect(cachedRepositories("/cache", "0123")).toEqual({
    archive: "/cache/repositories/0123.tar",
    digest: "/cache/repositories/0123.sha256",
  });
});
