package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.json.JSONArray;
import org.json.JSONObject;

/** What is left of one offer while tasks are put into it. Pure: no clock, no network. */
final class OfferedResources {
  private static final Pattern RANGE = Pattern.compile("(\\d+)-(\\d+)");

  final String slaveId;
  final Place place;
  private double cpus;
  private double mem;
  private double disk;
  /** Free ports as pairs of first and last. */
  private final List<int[]> ports = new ArrayList<>();

  /**
   * @param offer an offer of the protocol's event OFFERS
   */
  OfferedResources(JSONObject offer) {
    JSONObject resources = offer.getJSONObject("resources");
    slaveId = offer.getString("slave_id");
    place = new Place(offer.getString("hostname"), offer.getJSONObject("attributes"));
    cpus = resources.optDouble("cpus", 0);
    mem = resources.optDouble("mem", 0);
    disk = resources.optDouble("disk", 0);
    Matcher range = RANGE.matcher(resources.optString("ports", ""));
    while (range.find()) {
      ports.add(new int[] {Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2))});
    }
  }

  /**
   * Takes what one task of an app needs.
   *
   * @param others where the app's tasks are now
   * @return the ports assigned, the lowest free ones; or null, with nothing taken, when the task does not fit
   */
  JSONArray take(App app, Collection<Place> others) {
    boolean fits = cpus >= app.number("cpus") - 1e-9 && mem >= app.number("mem") && disk >= app.number("disk");
    int free = ports.stream().mapToInt(range -> range[1] - range[0] + 1).sum();
    if (!fits || free < app.ports().length()) {
      return null;
    }
    for (Constraint constraint : app.constraints()) {
      if (!constraint.allows(place, others)) {
        return null;
      }
    }
    cpus -= app.number("cpus");
    mem -= app.number("mem");
    disk -= app.number("disk");
    JSONArray assigned = new JSONArray();
    while (assigned.length() < app.ports().length()) {
      int[] range = ports.get(0);
      assigned.put(range[0]++);
      if (range[0] > range[1]) {
        ports.remove(0);
      }
    }
    return assigned;
  }

  /**
   * The task of ACCEPT, with the environment that Marathon 0.11 gives (docs/task-environment-vars.md): HOST, PORT,
   * PORT0 ..., PORTS, PORT_(service port), MARATHON_APP_ID, MARATHON_APP_VERSION, MESOS_TASK_ID. The app's own
   * variables win.
   */
  static JSONObject taskInfo(App app, Task task) {
    JSONObject environment = new JSONObject().put("MESOS_TASK_ID", task.id).put("MARATHON_APP_ID", app.id())
        .put("MARATHON_APP_VERSION", app.version()).put("HOST", task.place.hostname);
    StringBuilder ranges = new StringBuilder();
    for (int i = 0; i < task.ports.length(); i++) {
      String port = String.valueOf(task.ports.getInt(i));
      environment.put("PORT" + i, port).put("PORT_" + app.ports().getInt(i), port);
      ranges.append(i == 0 ? "" : ", ").append(port).append('-').append(port);
    }
    if (task.ports.length() > 0) {
      environment.put("PORT", environment.get("PORT0")).put("PORTS", task.ports.join(","));
    }
    app.env().keySet().forEach(name -> environment.put(name, app.env().get(name)));
    JSONObject resources = new JSONObject().put("cpus", app.number("cpus")).put("mem", app.number("mem"))
        .put("disk", app.number("disk")).put("ports", "[" + ranges + "]");
    JSONObject command =
        new JSONObject().put("value", app.command()).put("shell", true).put("environment", environment);
    if (app.user() != null) {
      command.put("user", app.user());
    }
    return new JSONObject().put("id", task.id).put("name", taskName(app)).put("resources", resources)
        .put("command", command).put("labels", app.labels());
  }

  /** The task's name: the parts of the app's id in reverse, as Marathon names them (/product/web is web.product). */
  static String taskName(App app) {
    List<String> parts = new ArrayList<>(Arrays.asList(app.id().substring(1).split("/")));
    Collections.reverse(parts);
    return String.join(".", parts);
  }
}
