// Start, election and registry of the stand-in master.
#include "master.hpp"

#include "log.hpp"
#include "support.hpp"

#ifndef PREFIX
#define PREFIX "/usr/local"
#endif

namespace standin {

Master::Master(const Flags& given, const Identity& who)
    : flags(given), identity(who), startTime(wallTime()), electedTime(0), nextSlave(0), nextFramework(0),
      nextOffer(0), allocating(false), hasWhitelist(false), registryBytes(0) {
  id = formatTime(startTime, "%Y%m%d-%H%M%S") + "-" + std::to_string(addressNumber(identity.ip)) + "-" +
       std::to_string(identity.port) + "-" + std::to_string(getpid());
  pid = "master@" + identity.ip + ":" + std::to_string(identity.port);
}

void Master::start() {
  if (!logFile().empty()) attached["/master/log"] = logFile();
  require(serveHttp(identity.ip, identity.port, [this](const Request& request) { handle(request); }));
  LOG(INFO, "Starting Mesos master");
  LOG(INFO, "Master " + id + " (" + identity.hostname + ") started on " + identity.ip + ":" +
                std::to_string(identity.port));
  LOG(INFO, "Flags at startup: " + flags.toLine());
  LOG(INFO, std::string(flags.isTrue("authenticate") ? "Master only allowing authenticated frameworks to register"
                                                     : "Master allowing unauthenticated frameworks to register"));
  LOG(INFO, std::string(flags.isTrue("authenticate_slaves") ? "Master only allowing authenticated slaves to register"
                                                            : "Master allowing unauthenticated slaves to register"));
  if (flags.has("credentials")) {
    LOG(INFO, "Loading credentials for authentication from '" + flags.get("credentials") + "'");
    require(loadCredentials(flags.get("credentials"), &credentials));
  } else if (flags.isTrue("authenticate") || flags.isTrue("authenticate_slaves")) {
    die("Authentication requires a credentials file (see --credentials flag)");
  } else {
    LOG(WARNING, "No credentials provided, authentication requests will be refused.");
  }
  LOG(INFO, "Using default 'crammd5' authenticator");
  readWhitelist();
  const Json info = masterInfo(id, identity.ip, identity.port, identity.hostname);
  if (!flags.has("zk")) {
    leader = info;
    loop::after(0, [this]() { elected(); });
    return;
  }
  ZooKeeperUrl url;
  require(parseZooKeeperUrl(flags.get("zk"), &url));
  group.reset(new LeaderGroup(url, flags.seconds("zk_session_timeout")));
  group->contend(info);
  group->onLeader = [this](const Json& found, bool ours) {
    // A leader that loses its place ends: its replacement has begun with a registry of its own.
    if (electedTime > 0 && !ours) die("Lost leadership... committing suicide!");
    leader = found;
    if (found.isNull()) {
      LOG(INFO, "No leading master");
    } else {
      LOG(INFO, "The newly elected leader is " + found.str("pid") + " with id " + found.str("id"));
    }
    if (ours && electedTime == 0) elected();
  };
  group->onExpired = [this]() {
    if (electedTime > 0) die("Lost leadership... committing suicide!");
  };
  group->start();
}

void Master::elected() {
  LOG(INFO, "Elected as the leading master!");
  LOG(INFO, "Recovering from registrar");
  recoverRegistry();
  electedTime = wallTime();
  allocate();
}

void Master::recoverRegistry() {
  if (flags.get("registry") == "replicated_log") {
    require(makeDirectories(flags.get("work_dir") + "/replicated_log"));
    const Json stored = readJson(flags.get("work_dir") + "/replicated_log/standin-registry.json");
    for (const Json& slave : stored.get("slaves").items) recovered[slave.str("id")] = slave;
  }
  storeRegistry();
  LOG(INFO, "Successfully recovered registrar");
  LOG(INFO, "Recovered " + std::to_string(recovered.size()) + " slaves from the Registry (" +
                std::to_string(registryBytes) + "B) ; allowing " + flags.get("slave_reregister_timeout") +
                " for slaves to re-register");
  loop::after(flags.seconds("slave_reregister_timeout"), [this]() { forgetUnreturned(); });
}

void Master::storeRegistry() {
  Json list = Json::array();
  for (const auto& entry : recovered) list.push(entry.second);
  for (const auto& entry : slaves) {
    Json info = entry.second->info;
    list.push(info.set("id", entry.first).set("pid", entry.second->pid));
  }
  const std::string text = Json::object().set("master_id", id).set("slaves", list).dump();
  registryBytes = text.size();
  const double begin = loop::now();
  if (flags.get("registry") == "replicated_log") {
    const std::string fault = writeFile(flags.get("work_dir") + "/replicated_log/standin-registry.json", text);
    if (!fault.empty()) die("Failed to update the registry: " + fault);
  }
  const double seconds = loop::now() - begin;
  storeTimesMillis.push_back(seconds * 1000);
  if (storeTimesMillis.size() > 1000) storeTimesMillis.erase(storeTimesMillis.begin());
  if (seconds > flags.seconds("registry_store_timeout")) {
    die("Failed to update the registry: Failed to perform store within " + flags.get("registry_store_timeout"));
  }
  LOG(INFO, "Successfully updated the 'registry' in " + formatDuration(seconds));
}

void Master::forgetUnreturned() {
  for (const auto& entry : recovered) {
    LOG(WARNING, "Slave " + entry.first + " did not re-register within the timeout; removing it from the registrar");
    removedSlaves.insert(entry.first);
    ++counters["recovery_slave_removals"];
  }
  if (recovered.empty()) return;
  recovered.clear();
  storeRegistry();
}

}  // namespace standin

int main(int argc, char** argv) {
  using namespace standin;
  Flags flags(masterFlags());
  startDaemon("mesos-master", argc, argv, &flags);
  flags.fill("webui_dir", PREFIX "/share/mesos/webui");
  const std::string registry = flags.get("registry");
  if (registry != "replicated_log" && registry != "in_memory") {
    die("'" + registry + "' is not a supported option for registry persistence");
  }
  if (registry == "replicated_log" && !flags.has("work_dir")) {
    die("--work_dir needed for replicated log based registry");
  }
  if (registry == "replicated_log" && flags.has("zk") && !flags.has("quorum")) {
    die("Need to specify --quorum for replicated log based registry when using ZooKeeper");
  }
  if (flags.has("ip") && flags.has("ip_discovery_command")) {
    die("Only one of `--ip` or `--ip_discovery_command` should be specified");
  }
  const double ping = flags.seconds("slave_ping_timeout");
  if (ping < 1 || ping > 900) {
    die("Invalid value '" + flags.get("slave_ping_timeout") +
        "' for --slave_ping_timeout: it must be between 1secs and 15mins");
  }
  if (flags.number("max_slave_ping_timeouts") < 1) {
    die("Invalid value '" + flags.get("max_slave_ping_timeouts") +
        "' for --max_slave_ping_timeouts: it must be at least 1");
  }
  if (flags.seconds("slave_reregister_timeout") < 600) {
    die("Invalid value '" + flags.get("slave_reregister_timeout") +
        "' for --slave_reregister_timeout: it must be at least 10mins");
  }
  const Identity identity = identify(flags);
  dieOnSignals(std::vector<int>(), [](int) {});
  LOG(INFO, "Using 'HierarchicalDRF' allocator");
  Master master(flags, identity);
  master.start();
  loop::run();
}
