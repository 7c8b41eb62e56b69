#ifndef STANDIN_MASTER_HPP
#define STANDIN_MASTER_HPP

#include "daemon.hpp"
#include "leader.hpp"

namespace standin {

/// A slave that the master lists, connected or not.
struct Slave {
  std::string id;
  std::string pid;  ///< "slave(1)@ip:port"
  Json info;        ///< hostname, port, resources, attributes, checkpoint
  bool connected;
  double registeredTime;
  double reregisteredTime;  ///< 0 = never
  ConnectionPtr link;       ///< may be broken; kept while the slave is stopped, so that it reads its SHUTDOWN later
  bool ponged;
  double missedPings;
};
typedef std::shared_ptr<Slave> SlavePtr;

/// A framework that is registered: connected, or within its failover timeout.
struct Framework {
  std::string id;
  Json info;  ///< as in SUBSCRIBE
  std::string pid;
  ConnectionPtr stream;  ///< null while disconnected
  std::string streamId;
  bool active;
  double registeredTime;
  double reregisteredTime;    ///< 0 = never
  double unregisteredTime;    ///< 0 = not yet
  int failoverTimer;          ///< runs while disconnected
  std::map<std::string, std::pair<double, Json> > refused;  ///< slave ID -> until (monotonic), resources
  std::vector<Json> completedTasks;
};
typedef std::shared_ptr<Framework> FrameworkPtr;

/// A task as state.json shows it, with what the master needs to know besides.
struct Task {
  Json view;
  std::string frameworkId;
  std::string slaveId;
  std::string lastUuid;  ///< of the latest update, "" when there was none
  bool terminal() const;
};
typedef std::map<std::string, std::shared_ptr<Task> > Tasks;

struct Offer {
  std::string frameworkId;
  std::string slaveId;
  Json resources;
};

/// The state of a SASL exchange with a slave that is not registered yet.
struct SlaveLink {
  ConnectionPtr connection;
  std::string principal;
  std::string challenge;
  bool authenticated;
  std::string pid;
  std::string slaveId;  ///< once registered
};
typedef std::shared_ptr<SlaveLink> SlaveLinkPtr;

/// The stand-in for mesos-master.
class Master {
 public:
  Master(const Flags& flags, const Identity& identity);

  /// Contends for leadership, serves HTTP.
  void start();

 private:
  // master.cpp: election and registry
  void elected();
  void recoverRegistry();
  void storeRegistry();
  void forgetUnreturned();

  // master_http.cpp
  void handle(const Request& request);
  bool handleState(const Request& request, const std::string& path);
  void teardownByHttp(const Request& request);
  void serveStatic(const Request& request);
  Json stateJson();
  Json slavesJson();
  Json slaveJson(const Slave& slave);
  Json frameworkJson(const Framework& framework);
  Json metricsJson();

  // master_slaves.cpp
  void acceptSlave(const Request& request);
  void onSlaveMessage(const SlaveLinkPtr& link, const Json& message);
  void authenticateSlave(const SlaveLinkPtr& link, const Json& message);
  void registerSlave(const SlaveLinkPtr& link, const Json& message);
  void reregisterSlave(const SlaveLinkPtr& link, const Json& message);
  void reconcileSlave(const SlavePtr& slave, const Json& message);
  void addSlave(const SlavePtr& slave);
  void disconnectSlave(const SlavePtr& slave);
  void removeSlave(const SlavePtr& slave, const std::string& reason, const std::string& metric);
  void pingSlave(const std::string& id);
  void shutDownSlave(const ConnectionPtr& link, const std::string& message);
  void onStatusUpdate(const SlavePtr& slave, const Json& message);
  SlavePtr findSlave(const std::string& id);

  // master_frameworks.cpp
  void authenticateFramework(const Request& request);
  void onSchedulerCall(const Request& request);
  void subscribe(const Request& request, const Json& call);
  std::string checkFramework(const Json& framework);
  void attachStream(const FrameworkPtr& framework, const ConnectionPtr& stream, bool again);
  void disconnectFramework(const FrameworkPtr& framework);
  void removeFramework(const FrameworkPtr& framework);
  void heartbeat(const FrameworkPtr& framework, const std::string& streamId);
  void acknowledge(const FrameworkPtr& framework, const Json& call);
  void kill(const FrameworkPtr& framework, const Json& call);
  void reconcile(const FrameworkPtr& framework, const Json& call);
  void sendUpdate(const FrameworkPtr& framework, const Json& status);
  void sendStatus(const FrameworkPtr& framework, const std::string& taskId, const std::string& slaveId,
                  const std::string& state, const std::string& reason, const std::string& message);
  void setTaskState(Task* task, const std::string& state, double timestamp);
  void completeTask(const std::string& key);
  FrameworkPtr findFramework(const std::string& id);

  // master_offers.cpp
  void allocate();
  void allocateSoon();
  void readWhitelist();
  void accept(const FrameworkPtr& framework, const Json& call);
  void decline(const FrameworkPtr& framework, const Json& call);
  std::string checkTask(const FrameworkPtr& framework, const Json& task, const Json& left);
  void refuse(const FrameworkPtr& framework, const std::string& slaveId, const Json& resources, const Json& call);
  void rescind(const std::string& offerId);
  void rescindAll(const std::string& frameworkId, const std::string& slaveId);
  Json used(const std::string& slaveId, const std::string& frameworkId);
  Json offered(const std::string& slaveId, const std::string& frameworkId);

  Flags flags;
  Identity identity;
  std::string id;   ///< YYYYmmdd-HHMMSS-<address>-<port>-<pid>
  std::string pid;  ///< "master@ip:port"
  double startTime;
  double electedTime;  ///< 0 = not (yet) elected
  Json leader;         ///< MasterInfo of the leading master, null when there is none
  std::unique_ptr<LeaderGroup> group;
  std::map<std::string, std::string> credentials;
  std::map<std::string, double> challenges;  ///< given to schedulers -> valid until (monotonic)
  std::map<std::string, std::string> attached;

  std::map<std::string, SlavePtr> slaves;
  std::map<std::string, Json> recovered;  ///< in the registry of an earlier run, not re-registered yet
  std::set<std::string> removedSlaves;
  int nextSlave;

  std::map<std::string, FrameworkPtr> frameworks;
  std::vector<FrameworkPtr> completedFrameworks;
  int nextFramework;

  Tasks tasks;  ///< by framework ID and task ID, see taskKey
  std::map<std::string, Offer> offers;
  int nextOffer;
  bool allocating;
  bool hasWhitelist;
  std::set<std::string> whitelist;

  std::map<std::string, double> counters;  ///< "messages_register_slave" ...
  std::vector<double> storeTimesMillis;
  size_t registryBytes;
};

/// Key of a task in Master::tasks.
std::string taskKey(const std::string& frameworkId, const std::string& taskId);

/// Whether no state follows `state`.
bool isTerminal(const std::string& state);

}  // namespace standin

#endif
