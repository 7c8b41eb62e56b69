// Start, recovery and end of the stand-in slave.
#include "slave.hpp"

#include <sys/statvfs.h>
#include <sys/sysinfo.h>

#include "log.hpp"
#include "resources.hpp"
#include "support.hpp"

#ifndef PREFIX
#define PREFIX "/usr/local"
#endif

namespace standin {

SlaveDaemon::SlaveDaemon(const Flags& given, const Identity& who)
    : flags(given), identity(who), startTime(wallTime()), upgraded(false), registered(false), backoffSeconds(0),
      connectTimer(0), pingTimer(0), pingTimeoutSeconds(75), terminating(false), polling(false) {
  pid = "slave(1)@" + identity.ip + ":" + std::to_string(identity.port);
}

std::string SlaveDaemon::metaFolder(const std::string& below) const { return flags.get("work_dir") + "/meta" + below; }

void SlaveDaemon::setResources() {
  Json given, attributes = Json::object();
  require(parseResources(flags.get("resources"), &given));
  require(parseAttributes(flags.get("attributes"), &attributes));
  // What is not given is detected, by the rules of containerizer.cpp of 0.24.0.
  struct sysinfo memory;
  struct statvfs disk;
  const double MiB = 1048576;
  double memMiB = 1024, diskMiB = 10240;
  if (sysinfo(&memory) == 0) memMiB = floor(static_cast<double>(memory.totalram) * memory.mem_unit / MiB);
  if (statvfs(flags.get("work_dir").c_str(), &disk) == 0) {
    diskMiB = floor(static_cast<double>(disk.f_blocks) * static_cast<double>(disk.f_frsize) / MiB);
  }
  Json resources = Json::object();
  resources.set("cpus", sysconf(_SC_NPROCESSORS_ONLN));
  resources.set("mem", memMiB >= 2048 ? memMiB - 1024 : floor(memMiB / 2));
  resources.set("disk", diskMiB >= 10240 ? diskMiB - 5120 : floor(diskMiB / 2));
  resources.set("ports", "[31000-32000]");
  for (size_t i = 0; i < given.keys.size(); ++i) resources.set(given.keys[i], given.items[i]);
  info = Json::object().set("hostname", identity.hostname).set("port", identity.port);
  info.set("resources", resources).set("attributes", attributes).set("checkpoint", true);
  LOG(INFO, "Slave resources: " + formatResources(resources));
}

void SlaveDaemon::start() {
  if (!logFile().empty()) attached["/slave/log"] = logFile();
  require(makeDirectories(metaFolder("/slaves")));
  require(makeDirectories(flags.get("work_dir") + "/slaves"));
  // Sandboxes are read under their real path.
  attached[flags.get("work_dir") + "/slaves"] = flags.get("work_dir") + "/slaves";
  require(serveHttp(identity.ip, identity.port, [this](const Request& request) { handle(request); }));
  LOG(INFO, "Starting Mesos slave");
  LOG(INFO, "Slave started on 1)@" + identity.ip + ":" + std::to_string(identity.port));
  LOG(INFO, "Flags at startup: " + flags.toLine());
  if (flags.has("credential")) {
    LOG(INFO, "Loading credential for authentication from '" + flags.get("credential") + "'");
    std::map<std::string, std::string> pairs;
    require(loadCredentials(flags.get("credential"), &pairs));
    if (pairs.size() != 1) die("Expecting only one credential in '" + flags.get("credential") + "'");
    principal = pairs.begin()->first;
    secret = pairs.begin()->second;
    LOG(INFO, "Slave using credential for: " + principal);
  }
  setResources();
  LOG(INFO, "Slave hostname: " + identity.hostname);
  LOG(INFO, "Slave checkpoint: true");
  recover();
  LOG(INFO, "Finished recovery");
  if (flags.get("recover") == "cleanup") return shutDown("recovery with --recover=cleanup");
  detect();
}

void SlaveDaemon::recover() {
  LOG(INFO, "Recovering state from '" + metaFolder() + "'");
  std::string lastBoot;
  const bool known = readFile(metaFolder("/boot_id"), &lastBoot);
  const std::string fault = writeFile(metaFolder("/boot_id"), bootId());
  if (!fault.empty()) die("Failed to perform recovery: " + fault);
  if (known && trim(lastBoot) != bootId()) {
    LOG(INFO, "Slave host rebooted");
    unlink(metaFolder("/slaves/latest").c_str());
    return;
  }
  const std::string latest = metaFolder("/slaves/latest");
  if (!exists(latest)) {
    LOG(INFO, "Failed to find the latest slave from '" + metaFolder() + "'");
    return;
  }
  const Json stored = readJson(latest + "/slave.info");
  if (stored.isNull()) {
    if (flags.isTrue("strict")) die("Failed to perform recovery: Failed to read slave info from '" + latest + "'");
    LOG(WARNING, "Failed to read slave info from '" + latest + "'");
    return;
  }
  id = stored.str("id");
  info.set("id", id);
  if (stored != info && flags.get("recover") == "reconnect") {
    const std::string line(60, '-');
    die("Failed to perform recovery: Incompatible slave info detected.\n" + line + "\nOld slave info:\n" +
        formatSlaveInfo(stored) + "\n" + line + "\nNew slave info:\n" + formatSlaveInfo(info) + "\n" + line +
        "\nTo remedy this do as follows:\nStep 1: rm -f " + latest +
        "\n        This ensures slave doesn't recover old live executors.\nStep 2: Restart the slave.");
  }
  recoverExecutors();
}

void SlaveDaemon::recoverExecutors() {
  const std::string root = metaFolder("/slaves/" + id + "/frameworks");
  for (const std::string& frameworkId : listDirectory(root)) {
    const Json framework = readJson(root + "/" + frameworkId + "/framework.info");
    const std::string executorsFolder = root + "/" + frameworkId + "/executors";
    if (framework.isNull()) continue;
    for (const std::string& executorId : listDirectory(executorsFolder)) {
      recoverRun(framework, executorId, executorsFolder + "/" + executorId + "/runs/latest");
    }
  }
}

void SlaveDaemon::recoverRun(const Json& framework, const std::string& executorId, const std::string& folder) {
  const Json run = readJson(folder + "/run.json");
  // "done": everything of it was acknowledged before the restart.
  if (run.isNull() || exists(folder + "/done")) return;
  ExecutorPtr executor(new Executor());
  executor->frameworkId = framework.str("id");
  executor->id = executorId;
  executor->containerId = run.str("container_id");
  executor->sandbox = run.str("sandbox");
  executor->runFolder = metaFolder("/slaves/" + id + "/frameworks/" + executor->frameworkId + "/executors/" +
                                   executorId + "/runs/" + executor->containerId);
  executor->view = run.get("view");
  executor->command = run.get("command");
  executor->retryTimer = 0;
  const Json forked = readJson(folder + "/forked.json");
  executor->pid = static_cast<int>(forked.num("pid"));
  executor->born = forked.str("born");
  const Json stored = readJson(folder + "/updates.json");
  executor->updates = stored.get("pending").items;
  if (stored.has("view")) executor->view = stored.get("view");
  executor->running = executor->view.str("state") != "TASK_STAGING";
  executor->ended = !alive(*executor);
  SlaveFramework& entry = frameworks[executor->frameworkId];
  entry.info = framework;
  entry.executors.push_back(executor);
  LOG(INFO, "Recovered executor '" + executorId + "' of framework " + executor->frameworkId +
                (executor->ended ? " (it has ended)" : " (it runs)"));
  polling = false;
  pollExecutors();
}

void SlaveDaemon::detect() {
  const std::string text = trim(flags.get("master"));
  if (!startsWith(text, "zk://")) {
    const size_t colon = text.rfind(':');
    double port = 0;
    const std::string ip = colon == std::string::npos ? "" : resolve(text.substr(0, colon));
    if (ip.empty() || !parseNumber(text.substr(colon + 1), &port)) {
      die("Failed to create a master detector: Failed to parse '" + text + "'");
    }
    return onMaster(masterInfo("", ip, static_cast<int>(port), text.substr(0, colon)));
  }
  ZooKeeperUrl url;
  const std::string fault = parseZooKeeperUrl(text, &url);
  if (!fault.empty()) die("Failed to create a master detector: " + fault);
  group.reset(new LeaderGroup(url, 10));  // MASTER_DETECTOR_ZK_SESSION_TIMEOUT of 0.24.0
  group->onLeader = [this](const Json& leader, bool) { onMaster(leader); };
  group->start();
}

void SlaveDaemon::shutDown(const std::string& why) {
  if (terminating) return;
  terminating = true;
  LOG(INFO, why);
  LOG(INFO, "Slave terminating");
  for (const ExecutorPtr& executor : allExecutors()) terminate(executor);
  unlink(metaFolder("/slaves/latest").c_str());
  loop::after(flags.seconds("executor_shutdown_grace_period") + 3, []() { exit(0); });
  exitWhenDone();
}

void SlaveDaemon::exitWhenDone() {
  for (const ExecutorPtr& executor : allExecutors()) {
    if (!executor->ended) {
      loop::after(0.1, [this]() { exitWhenDone(); });
      return;
    }
  }
  // One round of the loop for what is still to be sent (UNREGISTER).
  loop::after(0.1, []() { exit(0); });
}

void SlaveDaemon::onSignal(int number) {
  if (number == SIGCHLD) return pollExecutors();
  if (link && registered) link->writeLine(Json::object().set("type", "UNREGISTER"));
  shutDown("Received SIGUSR1 signal; unregistering and shutting down");
}

}  // namespace standin

int main(int argc, char** argv) {
  using namespace standin;
  Flags flags(slaveFlags());
  startDaemon("mesos-slave", argc, argv, &flags);
  flags.fill("launcher_dir", PREFIX "/libexec/mesos");
  if (!flags.has("master")) die("Missing required option --master");
  const std::string mode = flags.get("recover");
  if (mode != "reconnect" && mode != "cleanup") die("Unknown option for 'recover' flag " + mode);
  if (flags.seconds("registration_backoff_factor") > 60) {
    die("Invalid value '" + flags.get("registration_backoff_factor") +
        "' for --registration_backoff_factor. Must be less than 1mins");
  }
  const Identity identity = identify(flags);
  SlaveDaemon slave(flags, identity);
  dieOnSignals(std::vector<int>({SIGUSR1, SIGCHLD}), [&slave](int number) { slave.onSignal(number); });
  LOG(INFO, "Using isolation: " + flags.get("isolation") + ",filesystem/posix");
  slave.start();
  loop::run();
}
