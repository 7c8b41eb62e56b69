package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;

/** An app's definition, valid and with every default, as Marathon 0.11's GET /v2/apps shows it. Immutable. */
final class App {
  /** The members that tasks do not depend on: a change of them alone restarts nothing. */
  private static final String[] SCALING = {"instances", "version", "versionInfo"};

  private final JSONObject definition;
  private final List<Constraint> constraints = new ArrayList<>();

  /**
   * @param definition complete and valid: what {@link AppReader} made, or what was stored
   */
  App(JSONObject definition) {
    this.definition = definition;
    for (Object constraint : definition.getJSONArray("constraints")) {
      constraints.add(Constraint.parse(constraint, new ArrayList<>()));
    }
  }

  /** The path-like name, with its leading slash. */
  String id() {
    return definition.getString("id");
  }

  int instances() {
    return definition.getInt("instances");
  }

  /** When the definition was made: its version. */
  String version() {
    return definition.getString("version");
  }

  /** When last something was changed that tasks depend on: the version that a task must have not to be replaced. */
  String configVersion() {
    return definition.getJSONObject("versionInfo").getString("lastConfigChangeAt");
  }

  List<Constraint> constraints() {
    return constraints;
  }

  /** A number of the definition: cpus, mem (MiB), disk (MiB), backoffSeconds, backoffFactor, maxLaunchDelaySeconds. */
  double number(String name) {
    return definition.getDouble(name);
  }

  /** The part of `instances` that a replacement keeps running, 0 to 1. */
  double minimumHealthCapacity() {
    return definition.getJSONObject("upgradeStrategy").getDouble("minimumHealthCapacity");
  }

  JSONArray ports() {
    return definition.getJSONArray("ports");
  }

  JSONObject env() {
    return definition.getJSONObject("env");
  }

  JSONObject labels() {
    return definition.getJSONObject("labels");
  }

  String command() {
    return definition.getString("cmd");
  }

  /** The user of the app's tasks, or null for the framework's (--mesos_user). */
  String user() {
    return definition.isNull("user") ? null : definition.getString("user");
  }

  /** A copy of the definition. */
  JSONObject toJson() {
    return Json.object(definition.toString());
  }

  /** The id as a part of task ids and of node names: no leading slash, the others underscores (which no id holds). */
  String safeName() {
    return id().substring(1).replace('/', '_');
  }

  /**
   * This definition made the successor of another.
   *
   * @param now the new version
   * @param before the definition that it replaces, or null
   */
  App withVersion(String now, App before) {
    JSONObject next = toJson();
    JSONObject info = new JSONObject().put("lastScalingAt", now).put("lastConfigChangeAt", now);
    if (before != null) {
      JSONObject a = toJson();
      JSONObject b = before.toJson();
      for (String name : SCALING) {
        a.remove(name);
        b.remove(name);
      }
      if (a.similar(b)) {
        info.put("lastConfigChangeAt", before.configVersion());
      }
    }
    return new App(next.put("version", now).put("versionInfo", info));
  }
}
