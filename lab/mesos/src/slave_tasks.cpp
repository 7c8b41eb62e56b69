// Tasks on the slave: one mesos-executor process each, their states, and status updates until they are acknowledged.
#include "log.hpp"
#include "slave.hpp"
#include "support.hpp"

namespace standin {

namespace {

const double pollSeconds = 0.3;          // how soon a result is seen that no SIGCHLD announces (after a restart)
const double retryFirstSeconds = 10;     // STATUS_UPDATE_RETRY_INTERVAL_MIN of 0.24.0
const double retryLimitSeconds = 600;    // STATUS_UPDATE_RETRY_INTERVAL_MAX
const size_t completedExecutorsLimit = 150;  // MAX_COMPLETED_EXECUTORS_PER_FRAMEWORK

/// Start time of a process in clock ticks after boot (proc(5), /proc/<pid>/stat, field 22), "" for a dead one.
std::string birthOf(int pid) {
  std::string text;
  if (pid <= 0 || !readFile("/proc/" + std::to_string(pid) + "/stat", &text)) return "";
  // The second field, the command in parentheses, may itself contain blanks and parentheses.
  const std::vector<std::string> fields = split(text.substr(text.rfind(')') + 1), " ");
  if (fields.size() < 20 || fields[0] == "Z" || fields[0] == "X") return "";
  return fields[19];
}

bool isTerminalState(const std::string& state) { return state != "TASK_RUNNING" && state != "TASK_STAGING"; }

}  // namespace

ExecutorPtr SlaveDaemon::findExecutor(const std::string& frameworkId, const std::string& taskId) {
  const auto found = frameworks.find(frameworkId);
  if (found == frameworks.end()) return ExecutorPtr();
  for (const ExecutorPtr& executor : found->second.executors) {
    if (executor->id == taskId) return executor;
  }
  return ExecutorPtr();
}

std::vector<ExecutorPtr> SlaveDaemon::allExecutors() {
  std::vector<ExecutorPtr> all;
  for (const auto& framework : frameworks) {
    all.insert(all.end(), framework.second.executors.begin(), framework.second.executors.end());
  }
  return all;
}

void SlaveDaemon::runTask(const Json& received) {
  const Json& framework = received.get("framework");
  const std::string frameworkId = framework.str("id");
  const Json& view = received.get("view");
  const std::string taskId = view.str("id");
  LOG(INFO, "Got assigned task " + taskId + " for framework " + frameworkId);
  if (findExecutor(frameworkId, taskId)) return;
  LOG(INFO, "Launching task " + taskId + " for framework " + frameworkId);
  ExecutorPtr executor(new Executor());
  executor->frameworkId = frameworkId;
  executor->id = taskId;
  executor->containerId = makeUuid();
  executor->view = view;
  executor->command = received.get("command");
  executor->retryTimer = 0;
  executor->pid = 0;
  executor->running = false;
  executor->ended = true;  // until it is forked
  const std::string below = "/slaves/" + id + "/frameworks/" + frameworkId + "/executors/" + taskId + "/runs/";
  executor->sandbox = flags.get("work_dir") + below + executor->containerId;
  executor->runFolder = metaFolder(below + executor->containerId);
  SlaveFramework& entry = frameworks[frameworkId];
  entry.info = framework;
  entry.executors.push_back(executor);
  LOG(INFO, "Launching executor " + taskId + " of framework " + frameworkId + " in work directory '" +
                executor->sandbox + "'");
  const std::string fault = prepareRun(executor, framework);
  if (fault.empty()) {
    forkExecutor(executor, framework);
  } else {
    Json report = Json::object().set("state", "TASK_FAILED").set("message", fault).set("source", "SOURCE_SLAVE");
    addUpdate(executor, report.set("reason", "REASON_EXECUTOR_TERMINATED"));
  }
}

std::string SlaveDaemon::prepareRun(const ExecutorPtr& executor, const Json& framework) {
  std::string fault = makeDirectories(executor->sandbox);
  if (fault.empty()) fault = makeDirectories(executor->runFolder);
  if (!fault.empty()) return fault;
  const std::string parent = executor->sandbox.substr(0, executor->sandbox.rfind('/'));
  const std::string metaParent = executor->runFolder.substr(0, executor->runFolder.rfind('/'));
  replaceSymlink(executor->sandbox, parent + "/latest");
  replaceSymlink(executor->containerId, metaParent + "/latest");
  std::string user = executor->command.str("user");
  if (user.empty()) user = framework.str("user");
  Json run = Json::object().set("view", executor->view).set("command", executor->command);
  run.set("container_id", executor->containerId).set("sandbox", executor->sandbox);
  run.set("user", flags.isTrue("switch_user") && geteuid() == 0 ? user : "");
  run.set("checkpoint", framework.flag("checkpoint")).set("hostname", identity.hostname);
  run.set("framework_id", executor->frameworkId).set("slave_id", id).set("slave_pid", pid);
  fault = writeFile(executor->runFolder + "/run.json", run.dump());
  if (!fault.empty()) return fault;
  const std::string folder = metaFolder("/slaves/" + id + "/frameworks/" + executor->frameworkId);
  return writeFile(folder + "/framework.info", framework.dump());
}

void SlaveDaemon::forkExecutor(const ExecutorPtr& executor, const Json& framework) {
  // The slave holds the writing end for as long as it lives: end of file tells an executor whose framework does not
  // checkpoint that the slave is gone.
  int ends[2] = {-1, -1};
  if (pipe(ends) != 0) die("Failed to create a pipe: " + std::string(strerror(errno)));
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  const std::string program = flags.get("launcher_dir") + "/mesos-executor";
  const pid_t child = fork();
  if (child < 0) die("Failed to fork: " + std::string(strerror(errno)));
  if (child == 0) {
    // A session of its own: what stops the slave's process group must not stop its tasks.
    setsid();
    loop::releaseSignals();
    const int out = open((executor->sandbox + "/stdout").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int err = open((executor->sandbox + "/stderr").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int in = open("/dev/null", O_RDONLY);
    const int alive = fcntl(ends[0], F_DUPFD, 10);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    dup2(alive, 3);
    for (int fd = 4; fd < 1024; ++fd) close(fd);
    const std::string run = executor->runFolder;
    const int failed = chdir(executor->sandbox.c_str());
    if (failed == 0) execl(program.c_str(), "mesos-executor", run.c_str(), static_cast<char*>(NULL));
    fprintf(stderr, "Failed to execute '%s': %s\n", program.c_str(), strerror(errno));
    _exit(127);
  }
  close(ends[0]);
  executor->pid = child;
  executor->born = birthOf(child);
  executor->ended = false;
  LOG(INFO, "Forked child with pid '" + std::to_string(child) + "' for container '" + executor->containerId + "'");
  writeFile(executor->runFolder + "/forked.json",
            Json::object().set("pid", executor->pid).set("born", executor->born).dump());
  if (framework.flag("checkpoint")) LOG(INFO, "Checkpointed the executor's forked pid " + std::to_string(child));
  pollExecutors();
}

bool SlaveDaemon::alive(const Executor& executor) const {
  return !executor.born.empty() && birthOf(executor.pid) == executor.born;
}

void SlaveDaemon::pollExecutors() {
  int status = 0;
  while (waitpid(-1, &status, WNOHANG) > 0) {
  }
  bool more = false;
  for (const ExecutorPtr& executor : allExecutors()) more = pollExecutor(executor) || more;
  if (!more || polling) return;
  polling = true;
  loop::after(pollSeconds, [this]() {
    polling = false;
    pollExecutors();
  });
}

bool SlaveDaemon::pollExecutor(const ExecutorPtr& executor) {
  // Asked before the files are read: an executor writes its result before it ends.
  const bool living = alive(*executor);
  if (!executor->running && exists(executor->runFolder + "/launched.json")) {
    executor->running = true;
    LOG(INFO, "Got registration for executor '" + executor->id + "' of framework " + executor->frameworkId);
    Json report = readJson(executor->runFolder + "/launched.json");
    addUpdate(executor, report.set("state", "TASK_RUNNING").set("source", "SOURCE_EXECUTOR"));
  }
  const bool reported = isTerminalState(executor->view.str("state"));
  const Json result = readJson(executor->runFolder + "/exit.json");
  if (!reported && !result.isNull()) {
    Json report = result;
    addUpdate(executor, report.set("source", "SOURCE_EXECUTOR"));
  } else if (!reported && !living) {
    Json report = Json::object().set("state", "TASK_FAILED").set("message", "Executor terminated");
    addUpdate(executor, report.set("source", "SOURCE_SLAVE").set("reason", "REASON_COMMAND_EXECUTOR_FAILED"));
  }
  if (!living && !executor->ended) {
    executor->ended = true;
    LOG(INFO, "Executor '" + executor->id + "' of framework " + executor->frameworkId + " exited");
    if (registered) {
      Json message = Json::object().set("type", "EXITED").set("framework_id", executor->frameworkId);
      link->writeLine(message.set("executor_id", executor->id).set("status", 0));
    }
  }
  completeIfDone(executor);
  return living;
}

void SlaveDaemon::killTask(const std::string& frameworkId, const std::string& taskId) {
  LOG(INFO, "Asked to kill task " + taskId + " of framework " + frameworkId);
  const ExecutorPtr executor = findExecutor(frameworkId, taskId);
  if (executor) {
    terminate(executor);
  } else {
    LOG(WARNING, "Cannot kill task " + taskId + " of framework " + frameworkId + " because it is unknown");
  }
}

void SlaveDaemon::terminate(const ExecutorPtr& executor) {
  if (!alive(*executor)) {
    executor->ended = true;
    return;
  }
  LOG(INFO, "Shutting down executor '" + executor->id + "' of framework " + executor->frameworkId);
  kill(executor->pid, SIGTERM);
  // The executor kills its task after 3 s; should it hang itself, it goes with everything in its session.
  loop::after(flags.seconds("executor_shutdown_grace_period"), [this, executor]() {
    if (alive(*executor)) kill(-executor->pid, SIGKILL);
  });
}

void SlaveDaemon::shutDownFramework(const std::string& frameworkId) {
  LOG(INFO, "Asked to shut down framework " + frameworkId + " by " + master.str("pid"));
  const auto found = frameworks.find(frameworkId);
  if (found == frameworks.end()) return;
  const std::vector<ExecutorPtr> executors = found->second.executors;
  for (const ExecutorPtr& executor : executors) {
    // Nobody is left to acknowledge anything.
    loop::cancel(executor->retryTimer);
    executor->updates.clear();
    if (!isTerminalState(executor->view.str("state"))) executor->view.set("state", "TASK_KILLED");
    storeUpdates(*executor);
    terminate(executor);
    completeIfDone(executor);
  }
  pollExecutors();
}

void SlaveDaemon::addUpdate(const ExecutorPtr& executor, const Json& reported) {
  const std::string state = reported.str("state");
  const double timestamp = reported.num("timestamp", wallTime());
  Json status = Json::object().set("state", state);
  for (const char* key : {"source", "reason", "message"}) {
    if (reported.has(key)) status.set(key, reported.get(key));
  }
  status.set("timestamp", timestamp).set("task_id", executor->id).set("executor_id", executor->id);
  status.set("slave_id", id).set("uuid", makeUuid());
  executor->view.set("state", state);
  executor->view["statuses"].push(Json::object().set("state", state).set("timestamp", timestamp));
  ++counters[state];
  LOG(INFO, "Handling status update " + state + " (UUID: " + status.str("uuid") + ") for task " + executor->id +
                " of framework " + executor->frameworkId);
  executor->updates.push_back(status);
  storeUpdates(*executor);
  if (executor->updates.size() > 1) return;  // in order, one at a time
  executor->retrySeconds = retryFirstSeconds;
  forward(executor);
}

void SlaveDaemon::storeUpdates(const Executor& executor) {
  Json pending = Json::array();
  for (const Json& update : executor.updates) pending.push(update);
  const std::string fault = writeFile(executor.runFolder + "/updates.json",
                                      Json::object().set("pending", pending).set("view", executor.view).dump());
  if (!fault.empty()) LOG(ERROR, "Failed to checkpoint status updates: " + fault);
}

void SlaveDaemon::forward(const ExecutorPtr& executor) {
  loop::cancel(executor->retryTimer);
  if (executor->updates.empty() || !registered) return;
  const Json& update = executor->updates.front();
  LOG(INFO, "Forwarding the update " + update.str("state") + " (UUID: " + update.str("uuid") + ") for task " +
                executor->id + " of framework " + executor->frameworkId + " to " + master.str("pid"));
  Json message = Json::object().set("type", "UPDATE").set("framework_id", executor->frameworkId);
  link->writeLine(message.set("status", update));
  executor->retryTimer = loop::after(executor->retrySeconds, [this, executor]() {
    executor->retrySeconds = std::min(executor->retrySeconds * 2, retryLimitSeconds);
    forward(executor);
  });
}

void SlaveDaemon::forwardAll() {
  for (const ExecutorPtr& executor : allExecutors()) {
    executor->retrySeconds = retryFirstSeconds;
    forward(executor);
  }
}

void SlaveDaemon::acknowledge(const Json& received) {
  const ExecutorPtr executor = findExecutor(received.str("framework_id"), received.str("task_id"));
  if (!executor || executor->updates.empty() || executor->updates.front().str("uuid") != received.str("uuid")) {
    LOG(WARNING, "Ignoring the unexpected acknowledgement (UUID: " + received.str("uuid") + ")");
    return;
  }
  LOG(INFO, "Received status update acknowledgement (UUID: " + received.str("uuid") + ") for task " + executor->id +
                " of framework " + executor->frameworkId);
  executor->updates.erase(executor->updates.begin());
  storeUpdates(*executor);
  executor->retrySeconds = retryFirstSeconds;
  loop::cancel(executor->retryTimer);
  forward(executor);
  completeIfDone(executor);
}

void SlaveDaemon::completeIfDone(const ExecutorPtr& executor) {
  if (!executor->ended || !executor->updates.empty() || !isTerminalState(executor->view.str("state"))) return;
  const auto found = frameworks.find(executor->frameworkId);
  if (found == frameworks.end()) return;
  SlaveFramework& framework = found->second;
  LOG(INFO, "Cleaning up executor '" + executor->id + "' of framework " + executor->frameworkId);
  const std::string fault = writeFile(executor->runFolder + "/done", "");
  if (!fault.empty()) LOG(ERROR, fault);
  std::vector<ExecutorPtr>& list = framework.executors;
  list.erase(std::remove(list.begin(), list.end(), executor), list.end());
  framework.completed.push_back(executor);
  if (framework.completed.size() > completedExecutorsLimit) framework.completed.erase(framework.completed.begin());
  if (!list.empty()) return;
  LOG(INFO, "Cleaning up framework " + executor->frameworkId);
  SlaveFramework& past = completedFrameworks[executor->frameworkId];
  past.info = framework.info;
  past.completed.insert(past.completed.end(), framework.completed.begin(), framework.completed.end());
  frameworks.erase(found);
}

}  // namespace standin
