package mesostestbed.marathon;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;
import org.json.JSONArray;
import org.json.JSONObject;

/** What Marathon says of itself: /v2/info with the keys and types of 0.11, a page, a few metrics. */
final class Info {
  static final String VERSION = "0.11.0";

  private final Flags flags;
  private Supplier<State> state = () -> null;

  Info(Flags flags) {
    this.flags = flags;
  }

  /** Where apps, tasks and the framework ID are, once they were read. */
  void setState(Supplier<State> state) {
    this.state = state;
  }

  /** The body of /v2/info. */
  JSONObject toJson(String leader, boolean elected) {
    JSONObject marathon = numbers(new JSONObject(), "failover_timeout", "local_port_min", "local_port_max",
        "task_launch_timeout", "reconciliation_initial_delay", "reconciliation_interval", "marathon_store_timeout");
    texts(marathon, "master", "framework_name", "executor", "hostname", "webui_url", "mesos_role", "mesos_user",
        "mesos_leader_ui_url");
    marathon.put("ha", true).put("checkpoint", true)
        .put("leader_proxy_connection_timeout_ms", flags.number("leader_proxy_connection_timeout"))
        .put("leader_proxy_read_timeout_ms", flags.number("leader_proxy_read_timeout"));
    JSONObject zooKeeper =
        texts(numbers(new JSONObject(), "zk_timeout", "zk_session_timeout", "zk_max_versions"), "zk");
    JSONObject http = texts(numbers(new JSONObject(), "http_port", "https_port"), "assets_path");
    Object subscriber = flags.text("event_subscriber") == null ? JSONObject.NULL
        : new JSONObject().put("type", flags.text("event_subscriber")).put("http_endpoints", endpoints());
    return new JSONObject().put("name", "marathon").put("version", VERSION)
        .put("buildref", "stand-in of the test bed").put("elected", elected)
        .put("leader", leader == null ? JSONObject.NULL : leader).put("frameworkId", frameworkId())
        .put("marathon_config", marathon).put("zookeeper_config", zooKeeper).put("http_config", http)
        .put("event_subscriber", subscriber);
  }

  private Object frameworkId() {
    return state.get() == null || state.get().frameworkId() == null ? JSONObject.NULL : state.get().frameworkId();
  }

  private Object endpoints() {
    String endpoints = flags.text("http_endpoints");
    return endpoints == null ? JSONObject.NULL : new JSONArray(Arrays.asList(endpoints.split(",")));
  }

  private JSONObject numbers(JSONObject object, String... names) {
    for (String name : names) {
      object.put(name, flags.number(name));
    }
    return object;
  }

  private JSONObject texts(JSONObject object, String... names) {
    for (String name : names) {
      object.put(name, flags.text(name) == null ? JSONObject.NULL : flags.text(name));
    }
    return object;
  }

  /** The body of /metrics: the envelope of the real one, with gauges of the stand-in. */
  JSONObject metrics(boolean elected) {
    State known = state.get();
    JSONObject gauges = new JSONObject()
        .put("service.mesosphere.marathon.app.count", gauge(known == null ? 0 : known.apps.size()))
        .put("service.mesosphere.marathon.task.count", gauge(known == null ? 0 : known.tasks.size()))
        .put("service.mesosphere.marathon.leader", gauge(elected ? 1 : 0))
        .put("service.mesosphere.marathon.uptime", gauge(ManagementFactory.getRuntimeMXBean().getUptime()));
    return new JSONObject().put("version", "3.0.0").put("gauges", gauges).put("counters", new JSONObject())
        .put("histograms", new JSONObject()).put("meters", new JSONObject()).put("timers", new JSONObject());
  }

  private static JSONObject gauge(long value) {
    return new JSONObject().put("value", value);
  }

  /** The page at /. */
  String page() {
    return "<!DOCTYPE html>\n<html><head><title>Marathon (stand-in)</title></head><body><h1>Marathon " + VERSION
        + " (stand-in)</h1>\n<p>This is the test bed's stand-in for Marathon, not the real one. It has no web UI; "
        + "its API: "
        + "<a href=\"/v2/info\">/v2/info</a> <a href=\"/v2/apps\">/v2/apps</a> <a href=\"/v2/tasks\">/v2/tasks</a> "
        + "<a href=\"/v2/deployments\">/v2/deployments</a> <a href=\"/v2/queue\">/v2/queue</a> "
        + "<a href=\"/metrics\">/metrics</a></p></body></html>\n";
  }
}
