// The master's side of the schedulers, as PROTOCOL.md describes it.
#include "log.hpp"
#include "master.hpp"
#include "support.hpp"

namespace standin {

namespace {

const double heartbeatSeconds = 5;
const double challengeSeconds = 15;
const size_t completedFrameworksLimit = 50;  // MAX_COMPLETED_FRAMEWORKS of 0.24.0
const size_t completedTasksLimit = 1000;     // MAX_COMPLETED_TASKS_PER_FRAMEWORK of 0.24.0

std::string describe(const Framework& framework) {
  return framework.id + " (" + framework.info.str("name") + ") at " + framework.pid;
}

Json event(const std::string& type) { return Json::object().set("type", type); }

/// Keys of `object` that are not in the blank-separated list `known`, or "".
std::string unknownKeys(const Json& object, const std::string& known) {
  for (const std::string& key : object.keys) {
    if ((" " + known + " ").find(" " + key + " ") == std::string::npos) return "unknown key '" + key + "'";
  }
  return "";
}

/// What a call must have beside type, framework_id and stream_id, and what it may have.
std::string checkCall(const Json& call) {
  static const char* const shapes[][2] = {
      {"ACCEPT", "offer_ids tasks refuse_seconds"}, {"DECLINE", "offer_ids refuse_seconds"},
      {"REVIVE", ""},                               {"KILL", "task_id slave_id"},
      {"ACKNOWLEDGE", "slave_id task_id uuid"},     {"RECONCILE", "tasks"},
      {"TEARDOWN", ""}};
  const std::string type = call.str("type");
  for (const auto& shape : shapes) {
    if (type != shape[0]) continue;
    const std::string fault = unknownKeys(call, std::string("type framework_id stream_id ") + shape[1]);
    if (!fault.empty()) return type + ": " + fault;
    if ((type == "ACCEPT" || type == "DECLINE") && !call.get("offer_ids").isArray()) return type + ": offer_ids must be a list";
    if ((type == "ACCEPT" || type == "RECONCILE") && !call.get("tasks").isArray()) return type + ": tasks must be a list";
    if ((type == "KILL" || type == "ACKNOWLEDGE") && call.str("task_id").empty()) return type + ": task_id is missing";
    if (type == "ACKNOWLEDGE" && (call.str("uuid").empty() || call.str("slave_id").empty())) {
      return "ACKNOWLEDGE: uuid and slave_id are required";
    }
    return "";
  }
  return "unknown call '" + type + "'";
}

}  // namespace

std::string taskKey(const std::string& frameworkId, const std::string& taskId) { return frameworkId + "\n" + taskId; }

bool isTerminal(const std::string& state) {
  return state == "TASK_FINISHED" || state == "TASK_FAILED" || state == "TASK_KILLED" || state == "TASK_LOST" ||
         state == "TASK_ERROR";
}

bool Task::terminal() const { return isTerminal(view.str("state")); }

FrameworkPtr Master::findFramework(const std::string& frameworkId) {
  const auto found = frameworks.find(frameworkId);
  return found == frameworks.end() ? FrameworkPtr() : found->second;
}

void Master::authenticateFramework(const Request& request) {
  Json call;
  const std::string fault = Json::parse(request.body, &call);
  if (request.method != "POST" || !fault.empty() || call.str("principal").empty()) {
    return respondFault(request, 400, "Expecting POST of {\"principal\": ...}" + (fault.empty() ? "" : ": " + fault));
  }
  ++counters["messages_authenticate"];
  for (auto entry = challenges.begin(); entry != challenges.end();) {
    if (entry->second < loop::now()) {
      challenges.erase(entry++);
    } else {
      ++entry;
    }
  }
  const std::string challenge = "<" + makeUuid() + "@" + identity.hostname + ">";
  challenges[challenge] = loop::now() + challengeSeconds;
  respondJson(request, Json::object().set("mechanism", "CRAM-MD5").set("challenge", challenge));
}

void Master::onSchedulerCall(const Request& request) {
  Json call;
  const std::string fault = Json::parse(request.body, &call);
  if (electedTime == 0) {
    if (leader.isNull() || leader.str("id") == id) return respondFault(request, 503, "No master leads yet");
    return respond(request, 307, "", "",
                   "Location: //" + leader.get("address").str("ip") + ":" + formatNumber(leader.num("port")) +
                       "/standin/scheduler\r\n");
  }
  if (request.method != "POST") return respondFault(request, 405, "Expecting POST");
  if (!fault.empty()) return respondFault(request, 400, "Failed to parse the call: " + fault);
  const std::string type = call.str("type");
  if (type == "SUBSCRIBE") return subscribe(request, call);
  const std::string wrong = checkCall(call);
  if (!wrong.empty()) return respondFault(request, 400, wrong);
  const FrameworkPtr framework = findFramework(call.str("framework_id"));
  if (!framework) return respondFault(request, 403, "Framework cannot be found");
  if (framework->streamId != call.str("stream_id") || !framework->stream) {
    return respondFault(request, 403, "Not the current stream of the framework");
  }
  respond(request, 202, "", "");
  LOG(INFO, "Processing " + type + " call for framework " + describe(*framework));
  if (type == "ACCEPT") {
    ++counters["messages_launch_tasks"];
    accept(framework, call);
  } else if (type == "DECLINE") {
    ++counters["messages_decline_offers"];
    decline(framework, call);
  } else if (type == "REVIVE") {
    ++counters["messages_revive_offers"];
    framework->refused.clear();
    allocateSoon();
  } else if (type == "KILL") {
    ++counters["messages_kill_task"];
    kill(framework, call);
  } else if (type == "ACKNOWLEDGE") {
    ++counters["messages_status_update_acknowledgement"];
    acknowledge(framework, call);
  } else if (type == "RECONCILE") {
    ++counters["messages_reconcile_tasks"];
    reconcile(framework, call);
  } else {
    ++counters["messages_unregister_framework"];
    removeFramework(framework);
  }
}

std::string Master::checkFramework(const Json& info) {
  const std::string role = info.has("role") ? info.str("role") : "*";
  const std::vector<std::string> roles = split(flags.get("roles"), ",");
  if (role != "*" && std::find(roles.begin(), roles.end(), role) == roles.end()) {
    return "Role '" + role + "' is not present in the master's --roles";
  }
  if (info.str("user") == "root" && !flags.isTrue("root_submissions")) {
    return "User 'root' is not allowed to run frameworks without --root_submissions set";
  }
  for (const FrameworkPtr& done : completedFrameworks) {
    if (done->id == info.str("id")) return "Framework has been removed";
  }
  return "";
}

void Master::subscribe(const Request& request, const Json& call) {
  const Json& info = call.get("framework");
  std::string fault = unknownKeys(call, "type framework pid authentication");
  if (fault.empty()) {
    fault = unknownKeys(info, "name user id failover_timeout checkpoint hostname webui_url principal role capabilities");
  }
  if (fault.empty() && (!info.has("name") || !info.has("user"))) fault = "framework.name and framework.user are required";
  if (!fault.empty()) return respondFault(request, 400, "SUBSCRIBE: " + fault);
  const std::string pidGiven =
      call.str("pid").empty() ? "scheduler-" + makeUuid() + "@" + request.connection->peer : call.str("pid");
  LOG(INFO, "Received SUBSCRIBE call for framework '" + info.str("name") + "' at " + pidGiven);
  const Json& proof = call.get("authentication");
  if (proof.isNull() && flags.isTrue("authenticate")) {
    LOG(WARNING, "Refusing subscription of framework '" + info.str("name") + "' at " + pidGiven + ": not authenticated");
    return respondFault(request, 401, "Framework at " + pidGiven + " is not authenticated.");
  }
  if (!proof.isNull()) {
    const std::string principal = proof.str("principal");
    const auto known = credentials.find(principal);
    const auto challenge = challenges.find(proof.str("challenge"));
    const bool timely = challenge != challenges.end() && challenge->second >= loop::now();
    if (challenge != challenges.end()) challenges.erase(challenge);
    const std::string claimed = info.str("principal");
    if (!timely || known == credentials.end() || (!claimed.empty() && claimed != principal) ||
        !sameSecret(hmacMd5(known->second, proof.str("challenge")), proof.str("response"))) {
      LOG(WARNING, "Failed to authenticate " + pidGiven + ": Refused authentication");
      return respondFault(request, 401, "Refused authentication");
    }
    LOG(INFO, "Successfully authenticated principal '" + principal + "' at " + pidGiven);
  }
  fault = checkFramework(info);
  if (!fault.empty()) {
    LOG(INFO, "Refusing subscription of framework '" + info.str("name") + "' at " + pidGiven + ": " + fault);
    beginChunks(request.connection);
    writeChunk(request.connection, event("ERROR").set("message", fault));
    return endChunks(request.connection);
  }
  const std::string givenId = info.str("id");
  FrameworkPtr framework = findFramework(givenId);
  const bool again = !givenId.empty();
  if (framework) {
    LOG(INFO, "Framework " + describe(*framework) + " failed over to " + pidGiven);
    ++counters["messages_reregister_framework"];
    rescindAll(framework->id, "");
    if (framework->stream) {
      const ConnectionPtr old = framework->stream;
      framework->stream.reset();
      old->onClose = nullptr;
      writeChunk(old, event("ERROR").set("message", "Framework failed over"));
      endChunks(old);
    }
    loop::cancel(framework->failoverTimer);
    framework->reregisteredTime = wallTime();
  } else {
    framework.reset(new Framework());
    framework->registeredTime = wallTime();
    framework->reregisteredTime = 0;
    framework->unregisteredTime = 0;
    framework->failoverTimer = 0;
    framework->id = givenId;
    if (again) {
      ++counters["messages_reregister_framework"];
      framework->reregisteredTime = framework->registeredTime;
    } else {
      char number[16];
      snprintf(number, sizeof number, "-%04d", nextFramework++);
      framework->id = id + number;
      ++counters["messages_register_framework"];
    }
    frameworks[framework->id] = framework;
    LOG(INFO, "Added framework " + framework->id);
  }
  framework->info = info;
  framework->pid = pidGiven;
  attachStream(framework, request.connection, again);
}

void Master::attachStream(const FrameworkPtr& framework, const ConnectionPtr& stream, bool again) {
  framework->stream = stream;
  framework->streamId = makeUuid();
  framework->active = true;
  framework->refused.clear();
  const std::string streamId = framework->streamId;
  stream->onData = nullptr;
  stream->onClose = [this, framework, streamId]() {
    if (framework->streamId == streamId && framework->stream) disconnectFramework(framework);
  };
  beginChunks(stream);
  Json first = event("SUBSCRIBED").set("framework_id", framework->id).set("stream_id", streamId);
  first.set("reregistered", again).set("heartbeat_interval_seconds", heartbeatSeconds);
  writeChunk(stream, first.set("master", masterInfo(id, identity.ip, identity.port, identity.hostname)));
  loop::after(heartbeatSeconds, [this, framework, streamId]() { heartbeat(framework, streamId); });
  allocateSoon();
}

void Master::heartbeat(const FrameworkPtr& framework, const std::string& streamId) {
  if (!framework->stream || framework->streamId != streamId) return;
  writeChunk(framework->stream, event("HEARTBEAT"));
  loop::after(heartbeatSeconds, [this, framework, streamId]() { heartbeat(framework, streamId); });
}

void Master::disconnectFramework(const FrameworkPtr& framework) {
  LOG(INFO, "Framework " + describe(*framework) + " disconnected");
  framework->stream.reset();
  framework->active = false;
  rescindAll(framework->id, "");
  const double timeout = framework->info.num("failover_timeout");
  LOG(INFO, "Giving framework " + describe(*framework) + " " + formatDuration(timeout) + " to failover");
  framework->failoverTimer = loop::after(timeout, [this, framework]() {
    LOG(INFO, "Framework failover timeout, removing framework " + describe(*framework));
    removeFramework(framework);
  });
}

void Master::removeFramework(const FrameworkPtr& framework) {
  LOG(INFO, "Removing framework " + describe(*framework));
  loop::cancel(framework->failoverTimer);
  rescindAll(framework->id, "");
  for (const auto& entry : slaves) {
    entry.second->link->writeLine(event("SHUTDOWN_FRAMEWORK").set("framework_id", framework->id));
  }
  std::vector<std::string> keys;
  for (const auto& entry : tasks) {
    if (entry.second->frameworkId == framework->id) keys.push_back(entry.first);
  }
  for (const std::string& key : keys) {
    // As 0.24.0 does, also for a task whose last update was terminal but not acknowledged.
    setTaskState(tasks[key].get(), "TASK_KILLED", wallTime());
    completeTask(key);
  }
  framework->unregisteredTime = wallTime();
  if (framework->stream) {
    const ConnectionPtr stream = framework->stream;
    framework->stream.reset();
    stream->onClose = nullptr;
    endChunks(stream);
  }
  frameworks.erase(framework->id);
  completedFrameworks.push_back(framework);
  if (completedFrameworks.size() > completedFrameworksLimit) completedFrameworks.erase(completedFrameworks.begin());
  LOG(INFO, "Removed framework " + framework->id);
}

void Master::acknowledge(const FrameworkPtr& framework, const Json& call) {
  const std::string taskId = call.str("task_id");
  const SlavePtr slave = findSlave(call.str("slave_id"));
  const std::string key = taskKey(framework->id, taskId);
  const auto found = tasks.find(key);
  ++counters[slave ? "valid_status_update_acknowledgements" : "invalid_status_update_acknowledgements"];
  if (slave) {
    Json message = event("ACKNOWLEDGE");
    message.set("framework_id", framework->id).set("task_id", taskId).set("uuid", call.str("uuid"));
    slave->link->writeLine(message);
  }
  if (found != tasks.end() && found->second->terminal() && found->second->lastUuid == call.str("uuid")) {
    completeTask(key);
  }
}

void Master::kill(const FrameworkPtr& framework, const Json& call) {
  const std::string taskId = call.str("task_id");
  const auto found = tasks.find(taskKey(framework->id, taskId));
  if (found == tasks.end()) {
    LOG(WARNING, "Cannot kill task " + taskId + " of framework " + describe(*framework) + " because it is unknown; performing reconciliation");
    Json entry = Json::object().set("task_id", taskId).set("slave_id", call.str("slave_id"));
    Json list = Json::array();
    list.push(entry);
    return reconcile(framework, Json::object().set("tasks", list));
  }
  const SlavePtr slave = findSlave(found->second->slaveId);
  if (!slave || !slave->connected) {
    LOG(WARNING, "Cannot kill task " + taskId + " of framework " + describe(*framework) + " because the slave is disconnected. Kill will be retried if the slave re-registers");
    return;
  }
  LOG(INFO, "Telling slave " + slave->id + " to kill task " + taskId + " of framework " + describe(*framework));
  slave->link->writeLine(event("KILL").set("framework_id", framework->id).set("task_id", taskId));
}

void Master::reconcile(const FrameworkPtr& framework, const Json& call) {
  const std::vector<Json>& wanted = call.get("tasks").items;
  if (wanted.empty()) {
    for (const auto& entry : tasks) {
      const Task& task = *entry.second;
      if (task.frameworkId != framework->id) continue;
      sendStatus(framework, task.view.str("id"), task.slaveId, task.view.str("state"), "REASON_RECONCILIATION",
                 "Reconciliation: Latest task state");
    }
    return;
  }
  for (const Json& item : wanted) {
    const std::string taskId = item.str("task_id");
    const std::string slaveId = item.str("slave_id");
    const auto found = tasks.find(taskKey(framework->id, taskId));
    if (found != tasks.end()) {
      sendStatus(framework, taskId, found->second->slaveId, found->second->view.str("state"), "REASON_RECONCILIATION",
                 "Reconciliation: Latest task state");
    } else if (slaveId.empty() ? !recovered.empty() : recovered.count(slaveId) > 0) {
      // The slave that may have it has not come back yet: no answer, the scheduler asks again.
      LOG(INFO, "Dropping reconciliation of task " + taskId + " for framework " + describe(*framework) + " because there are transitional slaves");
    } else {
      sendStatus(framework, taskId, slaveId, "TASK_LOST", "REASON_RECONCILIATION", "Reconciliation: Task is unknown");
    }
  }
}

void Master::sendUpdate(const FrameworkPtr& framework, const Json& status) {
  if (framework->stream) writeChunk(framework->stream, event("UPDATE").set("status", status));
}

void Master::sendStatus(const FrameworkPtr& framework, const std::string& taskId, const std::string& slaveId,
                        const std::string& state, const std::string& reason, const std::string& message) {
  Json status = Json::object().set("task_id", taskId).set("state", state).set("timestamp", wallTime());
  if (!slaveId.empty()) status.set("slave_id", slaveId);
  status.set("source", "SOURCE_MASTER").set("reason", reason).set("message", message);
  LOG(INFO, "Sending status update " + state + " for task " + taskId + " of framework " + framework->id + " '" + message + "'");
  sendUpdate(framework, status);
}

void Master::setTaskState(Task* task, const std::string& state, double timestamp) {
  task->view.set("state", state);
  task->view["statuses"].push(Json::object().set("state", state).set("timestamp", timestamp));
  static const std::map<std::string, std::string> metrics = {
      {"TASK_FINISHED", "tasks_finished"}, {"TASK_FAILED", "tasks_failed"}, {"TASK_KILLED", "tasks_killed"},
      {"TASK_LOST", "tasks_lost"},         {"TASK_ERROR", "tasks_error"}};
  const auto metric = metrics.find(state);
  if (metric != metrics.end()) ++counters[metric->second];
}

void Master::completeTask(const std::string& key) {
  const std::shared_ptr<Task> task = tasks[key];
  tasks.erase(key);
  LOG(INFO, "Removing task " + task->view.str("id") + " of framework " + task->frameworkId + " on slave " + task->slaveId);
  const FrameworkPtr framework = findFramework(task->frameworkId);
  if (!framework) return;
  framework->completedTasks.push_back(task->view);
  if (framework->completedTasks.size() > completedTasksLimit) {
    framework->completedTasks.erase(framework->completedTasks.begin());
  }
  allocateSoon();
}

}  // namespace standin
