#ifndef STANDIN_SLAVE_HPP
#define STANDIN_SLAVE_HPP

#include "daemon.hpp"
#include "leader.hpp"

namespace standin {

/// One run of a command executor with its only task. What is needed after a restart of the slave lies in `runFolder`
/// (below <work_dir>/meta): run.json, forked.json, launched.json and exit.json (written by mesos-executor), updates.json.
struct Executor {
  std::string frameworkId;
  std::string id;  ///< the task's ID
  std::string containerId;
  std::string sandbox;
  std::string runFolder;
  Json view;     ///< the task as state.json shows it
  Json command;  ///< as in ACCEPT
  std::vector<Json> updates;  ///< not acknowledged yet, oldest first
  int retryTimer;
  double retrySeconds;
  int pid;           ///< of mesos-executor
  std::string born;  ///< its start time in /proc, so that a later process with the same number is not taken for it
  bool running;      ///< TASK_RUNNING was reported
  bool ended;        ///< the process is gone
};
typedef std::shared_ptr<Executor> ExecutorPtr;

/// What the slave knows of a framework.
struct SlaveFramework {
  Json info;  ///< as in SUBSCRIBE, with id and pid
  std::vector<ExecutorPtr> executors;
  std::vector<ExecutorPtr> completed;
};

/// The stand-in for mesos-slave.
class SlaveDaemon {
 public:
  SlaveDaemon(const Flags& flags, const Identity& identity);

  /// Recovers the checkpointed state, serves HTTP, looks for a master.
  void start();

  /// SIGUSR1, SIGCHLD.
  void onSignal(int number);

 private:
  // slave.cpp
  void setResources();
  void recover();
  void recoverExecutors();
  void recoverRun(const Json& framework, const std::string& executorId, const std::string& folder);
  void detect();
  void shutDown(const std::string& why);
  void exitWhenDone();
  std::string metaFolder(const std::string& below = "") const;

  // slave_master.cpp
  void onMaster(const Json& info);
  void connectSoon();
  void openLink();
  void closeLink();
  void onLinkData();
  void onLinkClosed();
  void onMessage(const Json& message);
  void authenticate(const Json& message);
  void sendRegistration();
  void onRegistered(const Json& message);
  void onPing();

  // slave_tasks.cpp
  void runTask(const Json& message);
  std::string prepareRun(const ExecutorPtr& executor, const Json& framework);
  void forkExecutor(const ExecutorPtr& executor, const Json& framework);
  void pollExecutors();
  bool pollExecutor(const ExecutorPtr& executor);
  bool alive(const Executor& executor) const;
  void killTask(const std::string& frameworkId, const std::string& taskId);
  void shutDownFramework(const std::string& frameworkId);
  void terminate(const ExecutorPtr& executor);
  void addUpdate(const ExecutorPtr& executor, const Json& reported);
  void storeUpdates(const Executor& executor);
  void forward(const ExecutorPtr& executor);
  void forwardAll();
  void acknowledge(const Json& message);
  void completeIfDone(const ExecutorPtr& executor);
  ExecutorPtr findExecutor(const std::string& frameworkId, const std::string& taskId);
  std::vector<ExecutorPtr> allExecutors();

  // slave_http.cpp
  void handle(const Request& request);
  Json stateJson();
  Json metricsJson();

  Flags flags;
  Identity identity;
  std::string pid;  ///< "slave(1)@ip:port"
  double startTime;
  Json info;  ///< hostname, resources, attributes, checkpoint, port, and id once registered
  std::string id;
  std::string principal;
  std::string secret;

  Json master;  ///< MasterInfo, null when there is none
  std::unique_ptr<LeaderGroup> group;
  ConnectionPtr link;
  bool upgraded;    ///< the connection speaks JSON lines
  bool registered;  ///< with this master, in this session
  double backoffSeconds;
  int connectTimer;
  int pingTimer;
  double pingTimeoutSeconds;
  bool terminating;

  std::map<std::string, std::string> attached;
  std::map<std::string, SlaveFramework> frameworks;
  std::map<std::string, SlaveFramework> completedFrameworks;
  bool polling;
  std::map<std::string, double> counters;
};

}  // namespace standin

#endif
