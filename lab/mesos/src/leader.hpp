#ifndef STANDIN_LEADER_HPP
#define STANDIN_LEADER_HPP

#include "zookeeper.hpp"

namespace standin {

/// A parsed zk:// URL.
struct ZooKeeperUrl {
  std::vector<std::string> servers;
  std::string path;  ///< "/mesos"
};

/// Parses "zk://host:port[,host:port]/path". Returns an empty string or the fault.
std::string parseZooKeeperUrl(const std::string& text, ZooKeeperUrl* out);

/// MasterInfo as JSON, as 0.24.0 stores it in ZooKeeper.
Json masterInfo(const std::string& id, const std::string& ip, int port, const std::string& hostname);

/// Watches who leads (and contends itself when asked to): the child of the group with the lowest number among
/// "json.info_<10 digits>".
class LeaderGroup {
 public:
  LeaderGroup(const ZooKeeperUrl& url, double sessionTimeoutSeconds);

  /// Joins the group with `info` whenever a session is there. Call before start().
  void contend(const Json& info) { candidate = info; }

  void start() { client.connect(); }

  /// The leader changed: its MasterInfo, null when there is none. `ours`: it is this process's own node.
  std::function<void(const Json& info, bool ours)> onLeader;

  /// The session is gone, with this process's own node.
  std::function<void()> onExpired;

 private:
  void join();
  void createParents(size_t from);
  void look();
  void again();

  ZooKeeper client;
  std::string group;
  Json candidate;
  std::string ownNode;     ///< name of the own child, "" before it is there
  std::string leaderNode;  ///< name of the leader's child that onLeader has told of
  bool looking;
  bool changed;
  bool retrying;
};

}  // namespace standin

#endif
