#ifndef STANDIN_ZOOKEEPER_HPP
#define STANDIN_ZOOKEEPER_HPP

#include "connection.hpp"

namespace standin {

/// A client of the ZooKeeper 3.4 wire protocol (zookeeper.jute: ConnectRequest, RequestHeader, ...): one session, kept
/// alive by pings, moved to another server when a connection breaks. No authentication schemes.
class ZooKeeper {
 public:
  /// Error codes of the protocol (KeeperException.Code), and one of our own for a broken connection.
  enum Code { Ok = 0, NoNode = -101, NodeExists = -110, ConnectionLoss = -4 };

  typedef std::function<void(int code, const std::string& data)> DataCallback;
  typedef std::function<void(int code, const std::vector<std::string>& names)> NamesCallback;

  /// `servers` are "host:port". The session is asked for with `timeoutSeconds`; connect() begins.
  ZooKeeper(const std::vector<std::string>& servers, double timeoutSeconds);

  void connect();

  /// Creates a node; `data` of the callback is its path with the number. Ephemeral nodes end with the session.
  void create(const std::string& path, const std::string& data, bool ephemeralSequential,
              const DataCallback& callback);
  void getData(const std::string& path, const DataCallback& callback);

  /// Names of the children; onChange is called once when they change.
  void getChildren(const std::string& path, const NamesCallback& callback);

  std::function<void(bool fresh)> onConnected;  ///< a session is established; fresh = a new one
  std::function<void()> onDisconnected;         ///< the connection broke; it will be tried again
  std::function<void()> onExpired;              ///< the session is gone, with its ephemeral nodes; a new one follows
  std::function<void()> onChange;               ///< a watch fired

 private:
  struct Pending {
    DataCallback data;
    NamesCallback names;
  };

  void open();
  void lost();
  void retry();
  void expire();
  void receive();
  void establish(const std::string& frame);
  void reply(const std::string& frame);
  void call(int type, const std::string& body, const DataCallback& data, const NamesCallback& names);
  void ping();

  std::vector<std::string> servers;
  size_t nextServer;
  double timeout;         ///< asked for, seconds
  double sessionTimeout;  ///< granted, seconds
  std::string sessionId;  ///< 8 bytes, empty when there is none
  std::string password;
  std::string lastZxid;
  ConnectionPtr connection;
  bool established;
  int nextXid;
  std::map<int, Pending> pending;
  double lastHeard;
  double lastSent;
  int connectTimer;
};

}  // namespace standin

#endif
