// What the master answers over HTTP, key by key as recorded from 0.24.0 (recordings/).
#include "log.hpp"
#include "master.hpp"
#include "resources.hpp"
#include "support.hpp"

namespace standin {

namespace {

Json numbers(const std::vector<std::string>& names) {
  Json out = Json::object();
  for (const std::string& name : names) out.set(name, 0);
  return out;
}

/// Adds <prefix>, <prefix>/count, /min, /max and the percentiles, interpolated as libprocess does.
void addStatistics(Json* metrics, const std::string& prefix, std::vector<double> values) {
  if (values.empty()) return;
  metrics->set(prefix, values.back());
  std::sort(values.begin(), values.end());
  metrics->set(prefix + "/count", values.size());
  metrics->set(prefix + "/min", values.front()).set(prefix + "/max", values.back());
  const char* const names[] = {"p50", "p90", "p95", "p99", "p999", "p9999"};
  const double shares[] = {0.5, 0.9, 0.95, 0.99, 0.999, 0.9999};
  for (int i = 0; i < 6; ++i) {
    const double position = shares[i] * static_cast<double>(values.size() - 1);
    const size_t below = static_cast<size_t>(position);
    const size_t above = std::min(below + 1, values.size() - 1);
    const double part = position - static_cast<double>(below);
    metrics->set(prefix + "/" + names[i], values[below] + part * (values[above] - values[below]));
  }
}

}  // namespace

void Master::handle(const Request& request) {
  // "master" is the process that paths without a prefix go to.
  const std::string path = startsWith(request.path, "/master/") ? request.path.substr(7) : request.path;
  if (request.path == "/standin/slave") return acceptSlave(request);
  if (request.path == "/standin/scheduler") return onSchedulerCall(request);
  if (request.path == "/standin/authenticate") return authenticateFramework(request);
  if (serveFiles(request, attached)) return;
  if (path == "/health") return respond(request, 200, "", "");
  if (path == "/teardown") return teardownByHttp(request);
  if (request.method != "GET" && request.method != "HEAD") return respondFault(request, 405, "Expecting GET");
  if (request.path == "/metrics/snapshot") return respondJson(request, metricsJson());
  if (path == "/redirect") {
    if (leader.isNull()) return respond(request, 503, "", "");
    const std::string target = "//" + leader.str("hostname") + ":" + formatNumber(leader.num("port"));
    return respond(request, 307, "", "", "Location: " + target + "\r\n");
  }
  if (!handleState(request, path)) serveStatic(request);
}

bool Master::handleState(const Request& request, const std::string& path) {
  Json out = Json::object();
  if (path == "/state.json") {
    out = stateJson();
  } else if (path == "/slaves") {
    out.set("slaves", slavesJson());
  } else if (path == "/state-summary") {
    out.set("hostname", identity.hostname).set("slaves", slavesJson()).set("frameworks", Json::array());
    if (flags.has("cluster")) out.set("cluster", flags.get("cluster"));
    for (const auto& entry : frameworks) out["frameworks"].push(frameworkJson(*entry.second));
  } else if (path == "/tasks.json") {
    out.set("tasks", Json::array());
    for (const auto& entry : tasks) out["tasks"].push(entry.second->view);
    for (const auto& entry : frameworks) {
      for (const Json& task : entry.second->completedTasks) out["tasks"].push(task);
    }
  } else if (path == "/roles.json") {
    Json ids = Json::array();
    for (const auto& entry : frameworks) ids.push(entry.first);
    Json role = Json::object().set("frameworks", ids).set("name", "*").set("resources", showResources(used("", "")));
    out.set("roles", Json::array());
    out["roles"].push(role.set("weight", 1));
  } else {
    return false;
  }
  respondJson(request, out);
  return true;
}

void Master::serveStatic(const Request& request) {
  const std::string root = flags.get("webui_dir") + "/master/static";
  std::string file;
  if (request.path == "/") {
    file = "/index.html";
  } else if (startsWith(request.path, "/static/") && request.path.find("/../") == std::string::npos) {
    file = request.path.substr(7);
  }
  std::string content;
  if (file.empty() || !readFile(root + file, &content)) return respond(request, 404, "", "");
  const std::string end = file.substr(file.rfind('.') == std::string::npos ? 0 : file.rfind('.'));
  respond(request, 200,
          end == ".html" ? "text/html; charset=utf-8" : end == ".css" ? "text/css" : "application/javascript", content);
}

void Master::teardownByHttp(const Request& request) {
  if (request.method != "POST") return respond(request, 400, "text/plain", "Expecting POST\n");
  if (!credentials.empty()) {
    const auto header = request.headers.find("authorization");
    const std::string pair =
        header != request.headers.end() && startsWith(header->second, "Basic ") ? base64Decode(header->second.substr(6)) : "";
    const auto known = credentials.find(pair.substr(0, pair.find(':')));
    if (known == credentials.end() || pair.find(':') == std::string::npos ||
        !sameSecret(known->second, pair.substr(pair.find(':') + 1))) {
      return respond(request, 401, "", "", "WWW-Authenticate: Basic realm=\"Mesos master\"\r\n");
    }
  }
  const std::string prefix = "frameworkId=";
  const std::string wanted =
      startsWith(request.body, prefix) ? urlDecode(trim(request.body.substr(prefix.size())), true) : "";
  if (wanted.empty()) return respond(request, 400, "text/plain", "Missing 'frameworkId' query parameter\n");
  const FrameworkPtr framework = findFramework(wanted);
  if (!framework) return respond(request, 400, "text/plain", "No framework found with specified ID\n");
  removeFramework(framework);
  respond(request, 200, "", "");
}

Json Master::slaveJson(const Slave& slave) {
  Json out = Json::object();
  out.set("active", slave.connected).set("attributes", slave.info.get("attributes"));
  out.set("hostname", slave.info.get("hostname")).set("id", slave.id);
  out.set("offered_resources", showResources(offered(slave.id, ""))).set("pid", slave.pid);
  out.set("registered_time", slave.registeredTime);
  if (slave.reregisteredTime > 0) out.set("reregistered_time", slave.reregisteredTime);
  out.set("reserved_resources", Json::object()).set("resources", showResources(slave.info.get("resources")));
  out.set("unreserved_resources", showResources(slave.info.get("resources")));
  return out.set("used_resources", showResources(used(slave.id, "")));
}

Json Master::slavesJson() {
  // A reader must not take the order for that of registration or of host names; 0.24.0 walks a hash table. Here the
  // last one comes first.
  Json out = Json::array();
  for (auto entry = slaves.rbegin(); entry != slaves.rend(); ++entry) out.push(slaveJson(*entry->second));
  return out;
}

Json Master::frameworkJson(const Framework& framework) {
  const Json& info = framework.info;
  const Json inUse = used("", framework.id);
  const Json inOffers = offered("", framework.id);
  Json out = Json::object();
  out.set("active", framework.active).set("capabilities", Json::array()).set("checkpoint", info.flag("checkpoint"));
  out.set("completed_tasks", Json::array()).set("executors", Json::array());
  out.set("failover_timeout", info.num("failover_timeout")).set("hostname", info.str("hostname"));
  out.set("id", framework.id).set("name", info.str("name")).set("offered_resources", showResources(inOffers));
  out.set("offers", Json::array()).set("pid", framework.pid).set("registered_time", framework.registeredTime);
  if (framework.reregisteredTime > 0) out.set("reregistered_time", framework.reregisteredTime);
  out.set("resources", showResources(addResources(inUse, inOffers)));
  out.set("role", info.str("role").empty() ? "*" : info.str("role")).set("tasks", Json::array());
  out.set("unregistered_time", framework.unregisteredTime).set("used_resources", showResources(inUse));
  out.set("user", info.str("user")).set("webui_url", info.str("webui_url"));
  for (const Json& capability : info.get("capabilities").items) out["capabilities"].push(capability);
  for (const Json& task : framework.completedTasks) out["completed_tasks"].push(task);
  for (const auto& entry : tasks) {
    if (entry.second->frameworkId == framework.id) out["tasks"].push(entry.second->view);
  }
  for (const auto& entry : offers) {
    if (entry.second.frameworkId != framework.id) continue;
    Json offer = Json::object().set("framework_id", framework.id).set("id", entry.first);
    offer.set("resources", showResources(entry.second.resources)).set("slave_id", entry.second.slaveId);
    out["offers"].push(offer);
  }
  return out;
}

Json Master::stateJson() {
  Json out = Json::object();
  addBuild(&out);
  int active = 0;
  for (const auto& entry : slaves) active += entry.second->connected ? 1 : 0;
  out.set("activated_slaves", active).set("deactivated_slaves", static_cast<int>(slaves.size()) - active);
  if (flags.has("cluster")) out.set("cluster", flags.get("cluster"));
  if (electedTime > 0) out.set("elected_time", electedTime);
  if (flags.has("log_dir")) out.set("log_dir", flags.get("log_dir"));
  if (flags.has("external_log_file")) out.set("external_log_file", flags.get("external_log_file"));
  if (!leader.isNull()) out.set("leader", leader.str("pid"));
  out.set("flags", flags.toJson()).set("hostname", identity.hostname).set("id", id).set("pid", pid);
  out.set("start_time", startTime).set("slaves", slavesJson());
  out.set("frameworks", Json::array()).set("completed_frameworks", Json::array());
  out.set("orphan_tasks", Json::array()).set("unregistered_frameworks", Json::array());
  for (const auto& entry : frameworks) out["frameworks"].push(frameworkJson(*entry.second));
  for (const FrameworkPtr& framework : completedFrameworks) {
    out["completed_frameworks"].push(frameworkJson(*framework));
  }
  std::set<std::string> unregistered;
  for (const auto& entry : tasks) {
    if (findFramework(entry.second->frameworkId)) continue;
    out["orphan_tasks"].push(entry.second->view);
    unregistered.insert(entry.second->frameworkId);
  }
  for (const std::string& frameworkId : unregistered) out["unregistered_frameworks"].push(frameworkId);
  return out;
}

Json Master::metricsJson() {
  static const std::vector<std::string> names = {
      "dropped_messages", "event_queue_dispatches", "event_queue_http_requests", "event_queue_messages",
      "invalid_executor_to_framework_messages", "invalid_framework_to_executor_messages",
      "invalid_status_update_acknowledgements", "invalid_status_updates", "messages_authenticate",
      "messages_deactivate_framework", "messages_decline_offers", "messages_executor_to_framework",
      "messages_exited_executor", "messages_framework_to_executor", "messages_kill_task", "messages_launch_tasks",
      "messages_reconcile_tasks", "messages_register_framework", "messages_register_slave",
      "messages_reregister_framework", "messages_reregister_slave", "messages_resource_request",
      "messages_revive_offers", "messages_status_update", "messages_status_update_acknowledgement",
      "messages_unregister_framework", "messages_unregister_slave", "messages_update_slave",
      "recovery_slave_removals", "slave_registrations", "slave_removals", "slave_removals/reason_registered",
      "slave_removals/reason_unhealthy", "slave_removals/reason_unregistered", "slave_reregistrations",
      "slave_shutdowns_canceled", "slave_shutdowns_completed", "slave_shutdowns_scheduled", "tasks_error",
      "tasks_failed", "tasks_finished", "tasks_killed", "tasks_lost", "tasks_running", "tasks_staging",
      "tasks_starting", "valid_executor_to_framework_messages", "valid_framework_to_executor_messages",
      "valid_status_update_acknowledgements", "valid_status_updates"};
  Json counts = numbers(names);
  for (const auto& counter : counters) counts.set(counter.first, counter.second);
  for (const auto& entry : tasks) {
    const std::string state = entry.second->view.str("state");
    if (state == "TASK_RUNNING") counts.set("tasks_running", counts.num("tasks_running") + 1);
    if (state == "TASK_STAGING") counts.set("tasks_staging", counts.num("tasks_staging") + 1);
  }
  Json out = Json::object().set("allocator/event_queue_dispatches", 0);
  for (size_t i = 0; i < counts.keys.size(); ++i) out.set("master/" + counts.keys[i], counts.items[i]);
  Json total = Json::object();
  int connected = 0;
  for (const auto& entry : slaves) {
    if (!entry.second->connected) continue;
    ++connected;
    total = addResources(total, entry.second->info.get("resources"));
  }
  const Json inUse = used("", "");
  for (const std::string& name : split("cpus mem disk", " ")) {
    const std::string prefix = "master/" + name;
    out.set(prefix + "_total", total.num(name)).set(prefix + "_used", inUse.num(name));
    out.set(prefix + "_percent", total.num(name) > 0 ? inUse.num(name) / total.num(name) : 0);
    for (const std::string& kind : split("percent total used", " ")) out.set(prefix + "_revocable_" + kind, 0);
  }
  int streams = 0;
  for (const auto& entry : frameworks) streams += entry.second->stream ? 1 : 0;
  const int waiting = static_cast<int>(frameworks.size()) - streams;
  out.set("master/frameworks_active", streams).set("master/frameworks_connected", streams);
  out.set("master/frameworks_inactive", waiting).set("master/frameworks_disconnected", waiting);
  const int gone = static_cast<int>(slaves.size()) - connected;
  out.set("master/slaves_active", connected).set("master/slaves_connected", connected);
  out.set("master/slaves_inactive", gone).set("master/slaves_disconnected", gone);
  out.set("master/elected", electedTime > 0 ? 1 : 0).set("master/outstanding_offers", offers.size());
  out.set("master/uptime_secs", wallTime() - startTime);
  out.set("registrar/queued_operations", 0).set("registrar/registry_size_bytes", registryBytes);
  out.set("registrar/state_fetch_ms", 0);
  addStatistics(&out, "registrar/state_store_ms", storeTimesMillis);
  addSystemMetrics(&out);
  return out;
}

}  // namespace standin
