#include "leader.hpp"

#include "log.hpp"
#include "support.hpp"

namespace standin {

namespace {

const char* const label = "json.info_";

}  // namespace

std::string parseZooKeeperUrl(const std::string& text, ZooKeeperUrl* out) {
  const std::string prefix = "zk://";
  const std::string rest = startsWith(text, prefix) ? trim(text).substr(prefix.size()) : "";
  const size_t slash = rest.find('/');
  if (slash == std::string::npos || slash == 0) {
    return "Failed to parse '" + text + "': expecting zk://host1:port1,host2:port2,.../path";
  }
  if (rest.find('@') < slash) {
    return "Failed to parse the ZooKeeper URL: the stand-in does not authenticate at ZooKeeper (no user:password@)";
  }
  out->servers = split(rest.substr(0, slash), ",");
  for (const std::string& server : out->servers) {
    const size_t colon = server.find(':');
    double port = 0;
    if (colon == std::string::npos || colon == 0 || !parseNumber(server.substr(colon + 1), &port)) {
      return "Failed to parse '" + text + "': '" + server + "' is not host:port";
    }
  }
  out->path = rest.substr(slash);
  while (out->path.size() > 1 && out->path[out->path.size() - 1] == '/') out->path.erase(out->path.size() - 1);
  return out->path == "/" ? "Expecting a (chroot) path for ZooKeeper ('/' is not supported)" : "";
}

Json masterInfo(const std::string& id, const std::string& ip, int port, const std::string& hostname) {
  Json address = Json::object();
  address.set("hostname", hostname).set("ip", ip).set("port", port);
  Json info = Json::object();
  info.set("address", address).set("hostname", hostname).set("id", id).set("ip", addressNumber(ip));
  info.set("pid", "master@" + ip + ":" + std::to_string(port)).set("port", port).set("version", "0.24.0");
  return info;
}

LeaderGroup::LeaderGroup(const ZooKeeperUrl& url, double sessionTimeoutSeconds)
    : client(url.servers, sessionTimeoutSeconds), group(url.path), looking(false), changed(false),
      retrying(false) {
  client.onConnected = [this](bool fresh) {
    if (fresh || (ownNode.empty() && !candidate.isNull())) {
      createParents(1);
    } else {
      look();
    }
  };
  client.onChange = [this]() { look(); };
  client.onExpired = [this]() {
    ownNode.clear();
    if (onExpired) onExpired();
    if (!leaderNode.empty()) {
      leaderNode.clear();
      if (onLeader) onLeader(Json(), false);
    }
  };
}

void LeaderGroup::again() {
  if (retrying) return;
  retrying = true;
  loop::after(1, [this]() {
    retrying = false;
    look();
  });
}

void LeaderGroup::createParents(size_t from) {
  const size_t slash = group.find('/', from);
  client.create(group.substr(0, slash), "", false, [this, slash](int code, const std::string&) {
    if (code != ZooKeeper::Ok && code != ZooKeeper::NodeExists) {
      // After a lost connection onConnected begins again.
      if (code == ZooKeeper::ConnectionLoss) return;
      LOG(WARNING, "Failed to create '" + group + "' in ZooKeeper: error " + std::to_string(code));
      loop::after(1, [this]() { createParents(1); });
    } else if (slash != std::string::npos) {
      createParents(slash + 1);
    } else if (candidate.isNull()) {
      look();
    } else {
      join();
    }
  });
}

void LeaderGroup::join() {
  const std::string prefix = group + "/" + label;
  client.create(prefix, candidate.dump(), true, [this](int code, const std::string& path) {
    if (code == ZooKeeper::ConnectionLoss) return;
    if (code != ZooKeeper::Ok) {
      LOG(WARNING, "Failed to join the group '" + group + "': ZooKeeper error " + std::to_string(code));
      loop::after(1, [this]() { createParents(1); });
      return;
    }
    ownNode = baseName(path);
    LOG(INFO, "New candidate (id='" + ownNode + "') has entered the contest for leadership");
    look();
  });
}

void LeaderGroup::look() {
  // One look at a time; a change meanwhile causes another one.
  changed = true;
  if (looking) return;
  changed = false;
  looking = true;
  client.getChildren(group, [this](int code, const std::vector<std::string>& names) {
    std::string lowest;
    for (const std::string& name : names) {
      if (startsWith(name, label) && (lowest.empty() || name < lowest)) lowest = name;
    }
    if (code != ZooKeeper::Ok) {
      looking = false;
      return again();
    }
    if (lowest == leaderNode) {
      looking = false;
      if (changed) look();
      return;
    }
    if (lowest.empty()) {
      looking = false;
      leaderNode.clear();
      if (onLeader) onLeader(Json(), false);
      if (changed) look();
      return;
    }
    client.getData(group + "/" + lowest, [this, lowest](int status, const std::string& data) {
      looking = false;
      Json info;
      if (status != ZooKeeper::Ok || !Json::parse(data, &info).empty()) return again();
      LOG(INFO, "Detected a new leader: (id='" + lowest + "')");
      leaderNode = lowest;
      // By ID, not by name: a create whose answer was lost has left a node of ours under another number.
      if (onLeader) onLeader(info, !candidate.isNull() && info.str("id") == candidate.str("id"));
      if (changed) look();
    });
  });
}

}  // namespace standin
