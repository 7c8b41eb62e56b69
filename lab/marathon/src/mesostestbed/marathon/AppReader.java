package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.json.JSONArray;
import org.json.JSONObject;

/** Reads an app from a request: members of Marathon 0.11, its defaults, and every fault at once. */
final class AppReader {
  /** An app that is not valid; the message has all faults. */
  static final class InvalidAppException extends Exception {
    private static final long serialVersionUID = 1L;
    final List<String> faults;

    InvalidAppException(List<String> faults) {
      super(String.join("; ", faults));
      this.faults = faults;
    }
  }

  /** Marathon 0.11's defaults (docs/rest-api.md). What the stand-in does not do must stay as it is here. */
  private static final String DEFAULTS = "{\"id\": \"\", \"cmd\": \"\", \"args\": null, \"user\": null, \"env\": {},"
      + "\"instances\": 1, \"cpus\": 1, \"mem\": 128, \"disk\": 0, \"executor\": \"\", \"constraints\": [],"
      + "\"uris\": [], \"storeUrls\": [], \"ports\": [0], \"requirePorts\": false, \"backoffSeconds\": 1,"
      + "\"backoffFactor\": 1.15, \"maxLaunchDelaySeconds\": 3600, \"container\": null, \"healthChecks\": [],"
      + "\"dependencies\": [], \"upgradeStrategy\": {\"minimumHealthCapacity\": 1, \"maximumOverCapacity\": 1},"
      + "\"labels\": {}, \"acceptedResourceRoles\": null}";
  private static final List<String> NOT_IN_STAND_IN = Arrays.asList("args", "executor", "uris", "storeUrls",
      "requirePorts", "container", "healthChecks", "dependencies", "acceptedResourceRoles");
  /** What GET adds and a client may send back unchanged. */
  private static final Set<String> READ_ONLY = new HashSet<>(Arrays.asList("version", "versionInfo", "tasks",
      "tasksStaged", "tasksRunning", "tasksHealthy", "tasksUnhealthy", "deployments", "lastTaskFailure"));

  private final JSONObject defaults = Json.object(DEFAULTS);
  private final List<String> faults = new ArrayList<>();
  private final JSONObject app;

  private AppReader(App base) {
    app = base == null ? Json.object(DEFAULTS) : base.toJson();
  }

  /**
   * Reads an app; its version is still to be set.
   *
   * @param request the members given
   * @param base the app that the request changes, or null for a new one
   * @param pathId the id that the URL names, or null
   * @throws InvalidAppException with every fault
   */
  static App read(JSONObject request, App base, String pathId) throws InvalidAppException {
    AppReader reader = new AppReader(base);
    reader.merge(request);
    reader.checkId(pathId);
    reader.check();
    if (!reader.faults.isEmpty()) {
      throw new InvalidAppException(reader.faults);
    }
    return new App(reader.app);
  }

  private void merge(JSONObject request) {
    for (String name : request.keySet()) {
      if (READ_ONLY.contains(name)) {
        continue;
      }
      if (!defaults.has(name)) {
        faults.add(name + ": no such member of an app in Marathon 0.11");
      } else {
        app.put(name, request.get(name));
      }
    }
  }

  private void checkId(String pathId) {
    String id = String.valueOf(app.get("id"));
    id = id.isEmpty() && pathId != null ? pathId : id;
    id = id.startsWith("/") ? id : "/" + id;
    app.put("id", id);
    String name = "([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])";
    if (!id.matches("(/(" + name + "\\.)*" + name + ")+")) {
      faults.add("id: '" + id + "' is not names of a-z, 0-9, dashes and dots, separated by slashes");
    } else if (pathId != null && !id.equals(pathId)) {
      faults.add("id: '" + id + "' is not the '" + pathId + "' of the URL");
    }
  }

  private void check() {
    if (!(app.get("cmd") instanceof String) || app.getString("cmd").trim().isEmpty()) {
      faults.add("cmd: must be a command (the stand-in runs no args and no container)");
    }
    number(app, "cpus", 0, false);
    number(app, "mem", 0, false);
    number(app, "disk", 0, false);
    number(app, "instances", 0, true);
    number(app, "backoffSeconds", 0, false);
    number(app, "backoffFactor", 1, false);
    number(app, "maxLaunchDelaySeconds", 0, false);
    for (String name : NOT_IN_STAND_IN) {
      JSONObject given = new JSONObject().put("v", app.get(name));
      if (!given.similar(new JSONObject().put("v", defaults.get(name))) && !app.isNull(name)) {
        faults.add(name + ": the stand-in Marathon does not have it; leave it out");
      }
    }
    if (!app.isNull("user") && !(app.get("user") instanceof String)) {
      faults.add("user: " + app.get("user") + " is not a string");
    }
    strings("env");
    strings("labels");
    checkUpgradeStrategy();
    if (!(app.get("constraints") instanceof JSONArray)) {
      faults.add("constraints: " + app.get("constraints") + " is not a list");
    } else {
      app.getJSONArray("constraints").forEach(constraint -> Constraint.parse(constraint, faults));
    }
    checkPorts();
  }

  private void checkUpgradeStrategy() {
    if (!(app.get("upgradeStrategy") instanceof JSONObject)) {
      faults.add("upgradeStrategy: " + app.get("upgradeStrategy") + " is not an object");
      return;
    }
    JSONObject strategy = app.getJSONObject("upgradeStrategy");
    for (String name : new String[] {"minimumHealthCapacity", "maximumOverCapacity"}) {
      if (!strategy.has(name)) {
        strategy.put(name, 1);
      }
      number(strategy, name, 0, false);
      if (strategy.optDouble(name) > 1) {
        faults.add("upgradeStrategy: " + name + ": " + strategy.get(name) + " is more than 1");
      }
    }
  }

  private void checkPorts() {
    Set<Object> seen = new HashSet<>();
    if (!(app.get("ports") instanceof JSONArray)) {
      faults.add("ports: " + app.get("ports") + " is not a list");
      return;
    }
    for (Object port : app.getJSONArray("ports")) {
      if (!(port instanceof Integer) || (Integer) port < 0 || (Integer) port > 65535) {
        faults.add("ports: " + port + " is not a number from 0 to 65535");
      } else if ((Integer) port != 0 && !seen.add(port)) {
        faults.add("ports: " + port + " stands there twice");
      }
    }
  }

  private void number(JSONObject object, String name, double least, boolean whole) {
    Object value = object.get(name);
    if (!(value instanceof Number) || ((Number) value).doubleValue() < least
        || (whole && !(value instanceof Integer))) {
      faults.add(name + ": " + JSONObject.valueToString(value) + " is not a " + (whole ? "whole " : "")
          + "number of at least " + (long) least);
    }
  }

  private void strings(String name) {
    Object value = app.get(name);
    if (!(value instanceof JSONObject)) {
      faults.add(name + ": " + value + " is not an object");
      return;
    }
    for (String key : ((JSONObject) value).keySet()) {
      if (!(((JSONObject) value).get(key) instanceof String)) {
        faults.add(name + ": the value of '" + key + "' is not a string");
      }
    }
  }
}
