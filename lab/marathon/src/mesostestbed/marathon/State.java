package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * Apps, tasks and the framework ID: in memory, and in the store before the change counts. Used in the scheduler's loop
 * alone.
 */
final class State {
  private final Store store;
  final Map<String, App> apps = new TreeMap<>();
  final Map<String, Task> tasks = new TreeMap<>();
  private String frameworkId;

  /** Reads everything from the store. */
  State(Store store) throws KeeperException, InterruptedException {
    this.store = store;
    reload();
  }

  /** Reads everything from the store again. */
  void reload() throws KeeperException, InterruptedException {
    apps.clear();
    tasks.clear();
    frameworkId = store.readAll("framework").get("id");
    for (String json : store.readAll("app").values()) {
      App app = new App(Json.object(json));
      apps.put(app.id(), app);
    }
    for (String json : store.readAll("task").values()) {
      Task task = Task.fromStored(Json.object(json));
      tasks.put(task.id, task);
    }
    Log.info("read from ZooKeeper: framework ID " + frameworkId + ", " + apps.size() + " apps, " + tasks.size()
        + " tasks");
  }

  /** The framework ID of this or an earlier run, or null. */
  String frameworkId() {
    return frameworkId;
  }

  void setFrameworkId(String id) throws KeeperException, InterruptedException {
    if (!id.equals(frameworkId)) {
      store.write("framework", "id", id);
      frameworkId = id;
    }
  }

  void forgetFrameworkId() throws KeeperException, InterruptedException {
    store.delete("framework", "id");
    frameworkId = null;
  }

  void put(App app) throws KeeperException, InterruptedException {
    store.write("app", app.safeName(), app.toJson().toString());
    apps.put(app.id(), app);
  }

  void remove(App app) throws KeeperException, InterruptedException {
    store.delete("app", app.safeName());
    apps.remove(app.id());
  }

  void put(Task task) throws KeeperException, InterruptedException {
    store.write("task", task.id, task.stored());
    tasks.put(task.id, task);
  }

  void remove(Task task) throws KeeperException, InterruptedException {
    store.delete("task", task.id);
    tasks.remove(task.id);
  }

  /** The tasks of an app, the ones staged first at the front. */
  List<Task> tasksOf(String appId) {
    return tasks.values().stream().filter(task -> task.appId.equals(appId))
        .sorted((a, b) -> a.stagedAt.compareTo(b.stagedAt)).collect(Collectors.toList());
  }

  /** The tasks of an app that count as its instances: of its present version and not being killed. */
  List<Task> currentTasks(App app) {
    return tasksOf(app.id()).stream()
        .filter(task -> task.version.equals(app.configVersion()) && !task.isBeingKilled())
        .collect(Collectors.toList());
  }

  /**
   * The app with each port 0 replaced by a service port that no other app has, the lowest free one.
   *
   * @throws AppReader.InvalidAppException when the range is used up
   */
  App withServicePorts(App app, int least, int most) throws AppReader.InvalidAppException {
    Set<Integer> used = new HashSet<>();
    for (App other : apps.values()) {
      if (!other.id().equals(app.id())) {
        other.ports().forEach(port -> used.add((Integer) port));
      }
    }
    app.ports().forEach(port -> used.add((Integer) port));
    JSONArray assigned = new JSONArray();
    int next = least;
    for (Object port : app.ports()) {
      while ((Integer) port == 0 && used.contains(next)) {
        next++;
      }
      assigned.put((Integer) port == 0 ? (Integer) next++ : port);
    }
    if (next > most + 1) {
      List<String> faults = new ArrayList<>();
      faults.add("ports: no service port is free from " + least + " to " + most
          + " (--local_port_min, --local_port_max)");
      throw new AppReader.InvalidAppException(faults);
    }
    return new App(app.toJson().put("ports", assigned));
  }

  /** Those of some apps that are deleted and have no task left. */
  List<String> endedApps(List<String> appIds) {
    return appIds.stream().filter(id -> !apps.containsKey(id) && tasksOf(id).isEmpty()).collect(Collectors.toList());
  }

  /** A task as the API shows it. */
  JSONObject taskJson(Task task) {
    App app = apps.get(task.appId);
    return task.toJson().put("servicePorts", app == null ? new JSONArray() : app.ports());
  }
}
