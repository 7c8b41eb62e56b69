// The master's side of the slaves: authentication, (re-)registration, pings, removal, status updates.
//
// Messages from a slave (JSON lines on the connection of POST /standin/slave):
//   AUTHENTICATE {pid, principal}; RESPONSE {response}
//   REGISTER {pid, info}; REREGISTER {pid, id, info, tasks: [task of state.json + uuid], frameworks: [id]}
//   PONG; UPDATE {framework_id, status}; EXITED {framework_id, executor_id, status}; UNREGISTER
// Messages to a slave:
//   CHALLENGE {challenge}; AUTHENTICATED; REFUSED; REGISTERED and REREGISTERED {id, ping_timeout_seconds}; PING
//   RUN {framework, view, command}; KILL {framework_id, task_id}; ACKNOWLEDGE {framework_id, task_id, uuid}
//   SHUTDOWN_FRAMEWORK {framework_id}; SHUTDOWN {message}
#include "log.hpp"
#include "master.hpp"
#include "resources.hpp"
#include "support.hpp"

namespace standin {

namespace {

Json message(const std::string& type) { return Json::object().set("type", type); }

/// The answer to a registration. Without a PING for `ping_timeout_seconds` the slave looks for a master anew.
Json registered(const std::string& type, const std::string& slaveId, const Flags& flags) {
  const double seconds = flags.seconds("slave_ping_timeout") * flags.number("max_slave_ping_timeouts");
  return message(type).set("id", slaveId).set("ping_timeout_seconds", seconds);
}

std::string describe(const Slave& slave) {
  return slave.id + " at " + slave.pid + " (" + slave.info.str("hostname") + ")";
}

}  // namespace

SlavePtr Master::findSlave(const std::string& slaveId) {
  const auto found = slaves.find(slaveId);
  return found == slaves.end() ? SlavePtr() : found->second;
}

void Master::acceptSlave(const Request& request) {
  if (electedTime == 0) return respondFault(request, 503, "This master does not lead");
  if (request.method != "POST" || request.headers.count("upgrade") == 0) {
    return respondFault(request, 400, "Expecting POST with Upgrade: mesos-standin");
  }
  SlaveLinkPtr link(new SlaveLink());
  link->connection = request.connection;
  link->authenticated = false;
  link->connection->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: mesos-standin\r\nConnection: Upgrade\r\n\r\n");
  link->connection->onData = [this, link]() {
    std::string line;
    while (link->connection->isOpen() && link->connection->readLine(&line)) {
      Json parsed;
      const std::string fault = Json::parse(line, &parsed);
      if (fault.empty()) {
        onSlaveMessage(link, parsed);
      } else {
        LOG(WARNING, "Dropping malformed message from " + link->connection->peer + ": " + fault);
        ++counters["dropped_messages"];
      }
    }
  };
  link->connection->onClose = [this, link]() {
    const SlavePtr slave = findSlave(link->slaveId);
    if (slave && slave->link == link->connection && slave->connected) {
      LOG(INFO, "Slave " + describe(*slave) + " disconnected");
      disconnectSlave(slave);
    }
  };
  // What came in together with the request. A copy is called, since a close clears the member.
  const Callback first = link->connection->onData;
  first();
}

void Master::onSlaveMessage(const SlaveLinkPtr& link, const Json& message) {
  const std::string type = message.str("type");
  const SlavePtr slave = findSlave(link->slaveId);
  if (type == "AUTHENTICATE" || type == "RESPONSE") return authenticateSlave(link, message);
  if (type == "REGISTER" || type == "REREGISTER") {
    if (flags.isTrue("authenticate_slaves") && !link->authenticated) {
      LOG(WARNING, "Refusing registration of slave at " + message.str("pid") + " because it is not authenticated");
      return shutDownSlave(link->connection, "Slave is not authenticated");
    }
    return type == "REGISTER" ? registerSlave(link, message) : reregisterSlave(link, message);
  }
  if (!slave || slave->link != link->connection) {
    LOG(WARNING, "Ignoring " + type + " of the unknown slave '" + link->slaveId + "' at " + link->connection->peer);
    ++counters["dropped_messages"];
  } else if (type == "PONG") {
    slave->ponged = true;
  } else if (type == "UPDATE") {
    onStatusUpdate(slave, message);
  } else if (type == "EXITED") {
    ++counters["messages_exited_executor"];
    const FrameworkPtr framework = findFramework(message.str("framework_id"));
    if (framework && framework->stream) {
      Json event = Json::object();
      event.set("type", "FAILURE").set("slave_id", slave->id).set("executor_id", message.str("executor_id"));
      writeChunk(framework->stream, event.set("status", message.num("status")));
    }
  } else if (type == "UNREGISTER") {
    ++counters["messages_unregister_slave"];
    LOG(INFO, "Asked to unregister slave " + slave->id);
    removeSlave(slave, "the slave unregistered", "reason_unregistered");
  } else {
    LOG(WARNING, "Dropping message of unknown type '" + type + "' from " + slave->pid);
    ++counters["dropped_messages"];
  }
}

void Master::authenticateSlave(const SlaveLinkPtr& link, const Json& received) {
  if (received.str("type") == "AUTHENTICATE") {
    ++counters["messages_authenticate"];
    link->pid = received.str("pid");
    link->principal = received.str("principal");
    link->challenge = "<" + makeUuid() + "@" + identity.hostname + ">";
    LOG(INFO, "Authenticating " + link->pid);
    link->connection->writeLine(message("CHALLENGE").set("challenge", link->challenge));
    return;
  }
  const auto known = credentials.find(link->principal);
  // A challenge counts once; without one there is nothing that could be answered rightly.
  const bool right = !link->challenge.empty() && known != credentials.end() &&
                     sameSecret(hmacMd5(known->second, link->challenge), received.str("response"));
  link->challenge.clear();
  link->authenticated = right;
  if (right) {
    LOG(INFO, "Successfully authenticated principal '" + link->principal + "' at " + link->pid);
  } else {
    LOG(WARNING, "Authentication failure: authentication failure");
    LOG(WARNING, "Failed to authenticate " + link->pid + ": Refused authentication");
  }
  link->connection->writeLine(message(right ? "AUTHENTICATED" : "REFUSED"));
}

void Master::registerSlave(const SlaveLinkPtr& link, const Json& received) {
  ++counters["messages_register_slave"];
  const std::string slavePid = received.str("pid");
  for (const auto& entry : slaves) {
    if (entry.second->pid != slavePid) continue;
    const SlavePtr old = entry.second;
    if (old->connected && old->link == link->connection) {
      LOG(INFO, "Slave " + describe(*old) + " already registered, resending acknowledgement");
      return link->connection->writeLine(registered("REGISTERED", old->id, flags));
    }
    LOG(INFO, "Removing old disconnected slave " + describe(*old) + " because a registration attempt occurred");
    removeSlave(old, "a new slave registered at the same address", "reason_registered");
    break;
  }
  SlavePtr slave(new Slave());
  slave->id = id + "-S" + std::to_string(nextSlave++);
  slave->pid = slavePid;
  slave->info = received.get("info");
  slave->registeredTime = wallTime();
  slave->reregisteredTime = 0;
  slave->link = link->connection;
  link->slaveId = slave->id;
  LOG(INFO, "Registering slave at " + slavePid + " (" + slave->info.str("hostname") + ") with id " + slave->id);
  addSlave(slave);
  ++counters["slave_registrations"];
  storeRegistry();
  LOG(INFO, "Registered slave " + describe(*slave) + " with " + formatResources(slave->info.get("resources")));
  slave->link->writeLine(registered("REGISTERED", slave->id, flags));
  ++counters["messages_update_slave"];
  allocateSoon();
}

void Master::addSlave(const SlavePtr& slave) {
  slave->connected = true;
  slave->ponged = true;
  slave->missedPings = 0;
  slaves[slave->id] = slave;
  pingSlave(slave->id);
}

void Master::reregisterSlave(const SlaveLinkPtr& link, const Json& received) {
  ++counters["messages_reregister_slave"];
  const std::string slaveId = received.str("id");
  if (removedSlaves.count(slaveId) > 0) {
    LOG(WARNING, "Slave " + slaveId + " at " + received.str("pid") + " attempted to re-register after removal");
    return shutDownSlave(link->connection, "Slave attempted to re-register after removal");
  }
  SlavePtr slave = findSlave(slaveId);
  link->slaveId = slaveId;
  if (slave) {
    if (slave->link != link->connection && slave->link) slave->link->close();
    slave->link = link->connection;
    slave->pid = received.str("pid");
    slave->connected = true;
    slave->ponged = true;
    slave->missedPings = 0;
    LOG(INFO, "Re-registering slave " + describe(*slave));
  } else {
    if (recovered.count(slaveId) == 0 && flags.isTrue("registry_strict")) {
      LOG(WARNING, "Slave " + slaveId + " could not be readmitted; shutting it down");
      return shutDownSlave(link->connection, "Slave attempted to re-register with unknown slave id " + slaveId);
    }
    slave.reset(new Slave());
    slave->id = slaveId;
    slave->pid = received.str("pid");
    slave->info = received.get("info");
    slave->registeredTime = wallTime();
    slave->reregisteredTime = slave->registeredTime;
    slave->link = link->connection;
    recovered.erase(slaveId);
    addSlave(slave);
    ++counters["slave_reregistrations"];
    storeRegistry();
    LOG(INFO, "Re-registered slave " + describe(*slave) + " with " + formatResources(slave->info.get("resources")));
  }
  slave->reregisteredTime = wallTime();
  slave->link->writeLine(registered("REREGISTERED", slaveId, flags));
  reconcileSlave(slave, received);
  ++counters["messages_update_slave"];
  allocateSoon();
}

void Master::reconcileSlave(const SlavePtr& slave, const Json& received) {
  std::set<std::string> reported;
  for (const Json& view : received.get("tasks").items) {
    const std::string frameworkId = view.str("framework_id");
    const std::string key = taskKey(frameworkId, view.str("id"));
    reported.insert(key);
    if (tasks.count(key) > 0) continue;
    std::shared_ptr<Task> task(new Task());
    task->view = view;
    task->frameworkId = frameworkId;
    task->slaveId = slave->id;
    tasks[key] = task;
  }
  std::vector<std::string> lost;
  for (const auto& entry : tasks) {
    if (entry.second->slaveId == slave->id && reported.count(entry.first) == 0) lost.push_back(entry.first);
  }
  for (const std::string& key : lost) {
    const std::shared_ptr<Task> task = tasks[key];
    const FrameworkPtr framework = findFramework(task->frameworkId);
    if (!task->terminal()) {
      LOG(WARNING, "Task " + task->view.str("id") + " of framework " + task->frameworkId + " unknown to the slave " +
                       slave->id + " during re-registration: reconciling with the slave");
      setTaskState(task.get(), "TASK_LOST", wallTime());
      if (framework) {
        sendStatus(framework, task->view.str("id"), slave->id, "TASK_LOST", "REASON_RECONCILIATION",
                   "Task is unknown to the slave");
      }
    }
    completeTask(key);
  }
  for (const Json& frameworkId : received.get("frameworks").items) {
    for (const FrameworkPtr& done : completedFrameworks) {
      if (done->id != frameworkId.text) continue;
      LOG(WARNING, "Slave " + slave->id + " re-registered with completed framework " + done->id + ". Shutting it down");
      slave->link->writeLine(message("SHUTDOWN_FRAMEWORK").set("framework_id", done->id));
      std::vector<std::string> keys;
      for (const auto& entry : tasks) {
        if (entry.second->frameworkId == done->id && entry.second->slaveId == slave->id) keys.push_back(entry.first);
      }
      for (const std::string& key : keys) tasks.erase(key);
    }
  }
}

void Master::disconnectSlave(const SlavePtr& slave) {
  LOG(INFO, "Disconnecting slave " + describe(*slave));
  LOG(INFO, "Deactivating slave " + describe(*slave));
  slave->connected = false;
  rescindAll("", slave->id);
}

void Master::removeSlave(const SlavePtr& slave, const std::string& reason, const std::string& metric) {
  LOG(INFO, "Removing slave " + describe(*slave) + ": " + reason);
  rescindAll("", slave->id);
  slaves.erase(slave->id);
  removedSlaves.insert(slave->id);
  ++counters["slave_removals"];
  ++counters["slave_removals/" + metric];
  std::vector<std::string> keys;
  for (const auto& entry : tasks) {
    if (entry.second->slaveId == slave->id) keys.push_back(entry.first);
  }
  for (const std::string& key : keys) {
    const std::shared_ptr<Task> task = tasks[key];
    const FrameworkPtr framework = findFramework(task->frameworkId);
    if (!task->terminal()) {
      setTaskState(task.get(), "TASK_LOST", wallTime());
      if (framework) {
        sendStatus(framework, task->view.str("id"), slave->id, "TASK_LOST", "REASON_SLAVE_REMOVED",
                   "Slave " + slave->info.str("hostname") + " removed: " + reason);
      }
    }
    completeTask(key);
  }
  for (const auto& entry : frameworks) {
    if (!entry.second->stream) continue;
    writeChunk(entry.second->stream, message("FAILURE").set("slave_id", slave->id));
  }
  storeRegistry();
  LOG(INFO, "Removed slave " + slave->id + " (" + slave->info.str("hostname") + "): " + reason);
}

void Master::pingSlave(const std::string& slaveId) {
  const SlavePtr slave = findSlave(slaveId);
  if (!slave) return;
  slave->missedPings = slave->ponged ? 0 : slave->missedPings + 1;
  if (slave->missedPings >= flags.number("max_slave_ping_timeouts")) {
    LOG(INFO, "Shutting down slave " + slaveId + " due to health check timeout");
    shutDownSlave(slave->link, "health check timed out");
    removeSlave(slave, "health check timed out", "reason_unhealthy");
    return;
  }
  slave->ponged = false;
  if (slave->link->isOpen()) slave->link->writeLine(message("PING"));
  loop::after(flags.seconds("slave_ping_timeout"), [this, slaveId]() { pingSlave(slaveId); });
}

void Master::shutDownSlave(const ConnectionPtr& link, const std::string& text) {
  LOG(WARNING, "Shutting down slave at " + link->peer + " with message '" + text + "'");
  // The connection stays open: a slave that is stopped reads this when it goes on.
  link->writeLine(message("SHUTDOWN").set("message", text));
}

void Master::onStatusUpdate(const SlavePtr& slave, const Json& received) {
  ++counters["messages_status_update"];
  const std::string frameworkId = received.str("framework_id");
  Json status = received.get("status");
  const std::string taskId = status.str("task_id");
  const std::string state = status.str("state");
  const std::string what = "status update " + state + " (UUID: " + status.str("uuid") + ") for task " + taskId +
                           " of framework " + frameworkId;
  const auto found = tasks.find(taskKey(frameworkId, taskId));
  const FrameworkPtr framework = findFramework(frameworkId);
  LOG(INFO, "S" + what.substr(1) + " from slave " + describe(*slave));
  ++counters[found != tasks.end() && framework ? "valid_status_updates" : "invalid_status_updates"];
  if (found != tasks.end() && found->second->lastUuid != status.str("uuid")) {
    found->second->lastUuid = status.str("uuid");
    LOG(INFO, "Updating the latest state of task " + taskId + " of framework " + frameworkId + " to " + state);
    setTaskState(found->second.get(), state, status.num("timestamp"));
    if (isTerminal(state)) allocateSoon();
  }
  if (!framework || !framework->stream) return;  // the slave tries again
  LOG(INFO, "Forwarding " + what);
  sendUpdate(framework, status.set("slave_id", slave->id));
}

}  // namespace standin
