// Allocation: offers, what schedulers answer to them, and the start of tasks.
#include "log.hpp"
#include "master.hpp"
#include "resources.hpp"
#include "support.hpp"

namespace standin {

namespace {

const double whitelistSeconds = 5;      // WHITELIST_WATCH_INTERVAL of 0.24.0
const double minimumCpus = 0.01;        // MIN_CPUS
const double minimumMemMiB = 32;        // MIN_MEM
const double defaultRefuseSeconds = 5;  // Filters.refuse_seconds of mesos.proto

bool allocatable(const Json& resources) {
  return resources.num("cpus") >= minimumCpus || resources.num("mem") >= minimumMemMiB;
}

}  // namespace

Json Master::used(const std::string& slaveId, const std::string& frameworkId) {
  Json sum = Json::object();
  for (const auto& entry : tasks) {
    const Task& task = *entry.second;
    if (task.terminal() || (!slaveId.empty() && task.slaveId != slaveId)) continue;
    if (!frameworkId.empty() && task.frameworkId != frameworkId) continue;
    sum = addResources(sum, task.view.get("resources"));
  }
  return sum;
}

Json Master::offered(const std::string& slaveId, const std::string& frameworkId) {
  Json sum = Json::object();
  for (const auto& entry : offers) {
    const Offer& offer = entry.second;
    if (!slaveId.empty() && offer.slaveId != slaveId) continue;
    if (!frameworkId.empty() && offer.frameworkId != frameworkId) continue;
    sum = addResources(sum, offer.resources);
  }
  return sum;
}

void Master::readWhitelist() {
  if (!flags.has("whitelist") || flags.get("whitelist") == "*") return;
  std::string text;
  std::set<std::string> names;
  if (readFile(flags.get("whitelist"), &text)) {
    for (const std::string& name : split(text, " \t\r\n")) names.insert(name);
    if (!hasWhitelist || names != whitelist) {
      LOG(INFO, "Updated slave whitelist: { " +
                    join(std::vector<std::string>(names.begin(), names.end()), ", ") + " }");
    }
    hasWhitelist = true;
    whitelist = names;
  } else {
    LOG(ERROR, "Failed to read whitelist file '" + flags.get("whitelist") + "': " + strerror(errno));
  }
  loop::after(whitelistSeconds, [this]() { readWhitelist(); });
}

void Master::allocateSoon() {
  if (allocating) return;
  allocating = true;
  loop::after(0, [this]() {
    allocating = false;
    allocate();
  });
}

void Master::allocate() {
  static int timer = 0;
  loop::cancel(timer);
  timer = loop::after(flags.seconds("allocation_interval"), [this]() { allocate(); });
  // The share of each framework is counted in slaves' offers and cpus: enough for fairness among the few that
  // a test cluster has.
  std::map<std::string, double> shares;
  for (const auto& entry : frameworks) {
    if (entry.second->stream) shares[entry.first] = used("", entry.first).num("cpus") + offered("", entry.first).num("cpus");
  }
  std::map<std::string, Json> lists;
  for (const auto& slaveEntry : slaves) {
    const Slave& slave = *slaveEntry.second;
    if (!slave.connected || (hasWhitelist && whitelist.count(slave.info.str("hostname")) == 0)) continue;
    const Json free = subtractResources(subtractResources(slave.info.get("resources"), used(slave.id, "")), offered(slave.id, ""));
    if (!allocatable(free)) continue;
    FrameworkPtr chosen;
    for (const auto& share : shares) {
      const FrameworkPtr framework = frameworks[share.first];
      const auto refusal = framework->refused.find(slave.id);
      if (refusal != framework->refused.end() && refusal->second.first > loop::now() &&
          containsResources(refusal->second.second, free)) {
        continue;
      }
      if (!chosen || share.second < shares[chosen->id]) chosen = framework;
    }
    if (!chosen) continue;
    const Offer offer = {chosen->id, slave.id, free};
    const std::string offerId = id + "-O" + std::to_string(nextOffer++);
    offers[offerId] = offer;
    shares[chosen->id] += free.num("cpus");
    Json item = Json::object().set("id", offerId).set("framework_id", chosen->id).set("slave_id", slave.id);
    item.set("hostname", slave.info.get("hostname")).set("pid", slave.pid).set("resources", free);
    lists[chosen->id].push(item.set("attributes", slave.info.get("attributes")));
    if (flags.has("offer_timeout")) {
      loop::after(flags.seconds("offer_timeout"), [this, offerId]() { rescind(offerId); });
    }
  }
  for (const auto& list : lists) {
    LOG(INFO, "Sending " + std::to_string(list.second.items.size()) + " offers to framework " + list.first);
    writeChunk(frameworks[list.first]->stream, Json::object().set("type", "OFFERS").set("offers", list.second));
  }
}

void Master::rescind(const std::string& offerId) {
  const auto found = offers.find(offerId);
  if (found == offers.end()) return;
  const FrameworkPtr framework = findFramework(found->second.frameworkId);
  offers.erase(found);
  if (framework && framework->stream) {
    writeChunk(framework->stream, Json::object().set("type", "RESCIND").set("offer_id", offerId));
  }
  allocateSoon();
}

void Master::rescindAll(const std::string& frameworkId, const std::string& slaveId) {
  std::vector<std::string> gone;
  for (const auto& entry : offers) {
    if (entry.second.frameworkId == frameworkId || entry.second.slaveId == slaveId) gone.push_back(entry.first);
  }
  for (const std::string& offerId : gone) rescind(offerId);
}

void Master::refuse(const FrameworkPtr& framework, const std::string& slaveId, const Json& resources,
                    const Json& call) {
  const double seconds = call.num("refuse_seconds", defaultRefuseSeconds);
  framework->refused[slaveId] = std::make_pair(loop::now() + seconds, resources);
}

void Master::decline(const FrameworkPtr& framework, const Json& call) {
  for (const Json& item : call.get("offer_ids").items) {
    const auto found = offers.find(item.text);
    if (found == offers.end() || found->second.frameworkId != framework->id) {
      LOG(WARNING, "Ignoring decline of offer " + item.text + " since it is no longer valid");
      continue;
    }
    refuse(framework, found->second.slaveId, found->second.resources, call);
    offers.erase(found);
  }
  allocateSoon();
}

std::string Master::checkTask(const FrameworkPtr& framework, const Json& task, const Json& left) {
  static const std::set<std::string> known = {"id", "name", "resources", "command", "labels"};
  static const std::set<std::string> commandKeys = {"value", "shell", "environment", "user"};
  for (const std::string& key : task.keys) {
    if (known.count(key) == 0) return "the stand-in has no task key '" + key + "'";
  }
  const Json& command = task.get("command");
  for (const std::string& key : command.keys) {
    if (commandKeys.count(key) == 0) return "the stand-in has no command key '" + key + "'";
  }
  const std::string taskId = task.str("id");
  if (taskId.empty() || taskId.find_first_of("/\n") != std::string::npos) return "TaskID '" + taskId + "' is invalid";
  if (tasks.count(taskKey(framework->id, taskId)) > 0) return "Task has duplicate ID: " + taskId;
  if (command.str("value").empty() || !command.flag("shell", true)) return "command.value is missing, or shell is not true";
  for (const Json& value : command.get("environment").items) {
    if (value.kind != Json::String) return "values of command.environment must be strings";
  }
  const std::string fault = checkResources(task.get("resources"));
  if (!fault.empty()) return fault;
  if (task.get("resources").items.empty()) return "Task uses no resources";
  if (!containsResources(left, task.get("resources"))) {
    return "Task uses more resources " + formatResources(task.get("resources")) + " than available " + formatResources(left);
  }
  return "";
}

void Master::accept(const FrameworkPtr& framework, const Json& call) {
  Json left = Json::object();
  std::string slaveId;
  std::string fault = call.get("offer_ids").items.empty() ? "No offers specified" : "";
  for (const Json& item : call.get("offer_ids").items) {
    const auto found = offers.find(item.text);
    if (found == offers.end() || found->second.frameworkId != framework->id) {
      fault = "Offer " + item.text + " is no longer valid";
      continue;
    }
    if (!slaveId.empty() && slaveId != found->second.slaveId) fault = "Aggregated offers must belong to one single slave";
    slaveId = found->second.slaveId;
    left = addResources(left, found->second.resources);
    offers.erase(found);
  }
  const SlavePtr slave = findSlave(slaveId);
  if (fault.empty() && (!slave || !slave->connected)) fault = "Slave " + slaveId + " is disconnected";
  for (const Json& given : call.get("tasks").items) {
    const std::string taskId = given.str("id");
    if (!fault.empty()) {
      sendStatus(framework, taskId, slaveId, "TASK_LOST", "REASON_INVALID_OFFERS", "Task launched with invalid offers: " + fault);
      ++counters["tasks_lost"];
      continue;
    }
    const std::string wrong = checkTask(framework, given, left);
    if (!wrong.empty()) {
      sendStatus(framework, taskId, slaveId, "TASK_ERROR", "REASON_TASK_INVALID", wrong);
      ++counters["tasks_error"];
      continue;
    }
    left = subtractResources(left, given.get("resources"));
    std::shared_ptr<Task> task(new Task());
    task->frameworkId = framework->id;
    task->slaveId = slaveId;
    Json labels = Json::array();
    const Json& pairs = given.get("labels");
    for (size_t i = 0; i < pairs.keys.size(); ++i) {
      labels.push(Json::object().set("key", pairs.keys[i]).set("value", pairs.items[i]));
    }
    task->view.set("executor_id", "").set("framework_id", framework->id).set("id", taskId).set("labels", labels);
    task->view.set("name", given.str("name")).set("resources", showResources(given.get("resources")));
    task->view.set("slave_id", slaveId).set("state", "TASK_STAGING").set("statuses", Json::array());
    tasks[taskKey(framework->id, taskId)] = task;
    LOG(INFO, "Launching task " + taskId + " of framework " + framework->id + " with resources " +
                  formatResources(given.get("resources")) + " on slave " + slaveId + " at " + slave->pid);
    Json run = Json::object().set("type", "RUN").set("view", task->view).set("command", given.get("command"));
    Json info = framework->info;
    slave->link->writeLine(run.set("framework", info.set("id", framework->id).set("pid", framework->pid)));
  }
  if (slave && !left.items.empty()) refuse(framework, slaveId, left, call);
  allocateSoon();
}

}  // namespace standin
