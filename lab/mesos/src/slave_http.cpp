// What the slave answers over HTTP, key by key as recorded from 0.24.0 (recordings/).
#include "log.hpp"
#include "resources.hpp"
#include "slave.hpp"
#include "support.hpp"

namespace standin {

namespace {

/// The executor runs the task and itself: 0.24.0 adds 0.1 cpus and 32 MiB (DEFAULT_EXECUTOR_CPUS, DEFAULT_EXECUTOR_MEM).
Json executorJson(const Executor& executor, bool completed) {
  const std::string value = executor.command.str("value");
  const std::string shown = value.size() > 15 ? value.substr(0, 12) + "..." : value;
  Json resources = executor.view.get("resources");
  if (!completed) resources = addResources(resources, Json::object().set("cpus", 0.1).set("mem", 32));
  Json out = Json::object();
  out.set("completed_tasks", Json::array()).set("container", executor.containerId);
  out.set("directory", executor.sandbox).set("id", executor.id);
  out.set("name", "Command Executor (Task: " + executor.id + ") (Command: sh -c '" + shown + "')");
  out.set("queued_tasks", Json::array()).set("resources", showResources(resources)).set("source", executor.id);
  out.set("tasks", Json::array());
  out[completed ? "completed_tasks" : "tasks"].push(executor.view);
  return out;
}

Json frameworkJson(const SlaveFramework& framework) {
  const Json& info = framework.info;
  Json out = Json::object();
  out.set("checkpoint", info.flag("checkpoint")).set("completed_executors", Json::array());
  out.set("executors", Json::array()).set("failover_timeout", info.num("failover_timeout"));
  out.set("hostname", info.str("hostname")).set("id", info.str("id")).set("name", info.str("name"));
  out.set("role", info.str("role").empty() ? "*" : info.str("role")).set("user", info.str("user"));
  for (const ExecutorPtr& executor : framework.executors) out["executors"].push(executorJson(*executor, false));
  for (const ExecutorPtr& executor : framework.completed) {
    out["completed_executors"].push(executorJson(*executor, true));
  }
  return out;
}

}  // namespace

void SlaveDaemon::handle(const Request& request) {
  // "slave(1)" is the process that paths without a prefix go to.
  const std::string prefix = "/slave(1)/";
  const std::string path =
      startsWith(request.path, prefix) ? request.path.substr(prefix.size() - 1) : request.path;
  if (serveFiles(request, attached)) return;
  if (path == "/health") return respond(request, 200, "", "");
  if (path == "/state.json") return respondJson(request, stateJson());
  if (request.path == "/metrics/snapshot") return respondJson(request, metricsJson());
  respond(request, 404, "", "");
}

Json SlaveDaemon::stateJson() {
  Json out = Json::object();
  addBuild(&out);
  out.set("attributes", info.get("attributes")).set("completed_frameworks", Json::array());
  out.set("flags", flags.toJson()).set("frameworks", Json::array()).set("hostname", identity.hostname);
  out.set("id", id);
  if (flags.has("log_dir")) out.set("log_dir", flags.get("log_dir"));
  out.set("pid", pid).set("resources", showResources(info.get("resources"))).set("start_time", startTime);
  for (const auto& framework : frameworks) out["frameworks"].push(frameworkJson(framework.second));
  for (const auto& framework : completedFrameworks) out["completed_frameworks"].push(frameworkJson(framework.second));
  return out;
}

Json SlaveDaemon::metricsJson() {
  Json out = Json::object();
  double executors = 0, running = 0, staging = 0;
  Json used = Json::object();
  for (const ExecutorPtr& executor : allExecutors()) {
    ++executors;
    const std::string state = executor->view.str("state");
    running += state == "TASK_RUNNING" ? 1 : 0;
    staging += state == "TASK_STAGING" ? 1 : 0;
    if (state == "TASK_RUNNING" || state == "TASK_STAGING") used = addResources(used, executor->view.get("resources"));
  }
  const Json& total = info.get("resources");
  for (const std::string& name : split("cpus mem disk", " ")) {
    const std::string prefix = "slave/" + name;
    out.set(prefix + "_total", total.num(name)).set(prefix + "_used", used.num(name));
    out.set(prefix + "_percent", total.num(name) > 0 ? used.num(name) / total.num(name) : 0);
  }
  out.set("slave/executors_running", executors).set("slave/frameworks_active", frameworks.size());
  out.set("slave/registered", registered ? 1 : 0).set("slave/uptime_secs", wallTime() - startTime);
  out.set("slave/tasks_running", running).set("slave/tasks_staging", staging);
  const char* const ends[][2] = {{"failed", "TASK_FAILED"}, {"finished", "TASK_FINISHED"},
                                 {"killed", "TASK_KILLED"}, {"lost", "TASK_LOST"}};
  for (const auto& end : ends) out.set(std::string("slave/tasks_") + end[0], counters[end[1]]);
  addSystemMetrics(&out);
  return out;
}

}  // namespace standin
