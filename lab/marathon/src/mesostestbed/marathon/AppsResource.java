package mesostestbed.marathon;

import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** What the API does with apps and tasks. Runs in the scheduler's loop alone. */
final class AppsResource {
  private final State state;
  private final Scheduler scheduler;
  private final Deployments deployments;
  private final Backoff backoff;
  private final Flags flags;

  AppsResource(State state, Scheduler scheduler, Deployments deployments, Backoff backoff, Flags flags) {
    this.state = state;
    this.scheduler = scheduler;
    this.deployments = deployments;
    this.backoff = backoff;
    this.flags = flags;
  }

  /** GET /v2/apps: all apps, optionally only those whose id or cmd contains a text. */
  Answer list(String idPart, String commandPart) {
    JSONArray list = new JSONArray();
    for (App app : state.apps.values()) {
      if (app.id().contains(idPart) && app.command().contains(commandPart)) {
        list.put(summary(app));
      }
    }
    return new Answer(200, new JSONObject().put("apps", list));
  }

  /** GET /v2/apps/{id}. */
  Answer get(String id) throws Answer.Refusal {
    App app = find(id);
    return new Answer(200, new JSONObject().put("app", summary(app).put("tasks", tasksJson(state.tasksOf(id)))));
  }

  /** GET /v2/apps/{id}/tasks. */
  Answer tasks(String id) throws Answer.Refusal {
    return new Answer(200, new JSONObject().put("tasks", tasksJson(state.tasksOf(find(id).id()))));
  }

  /** GET /v2/tasks. */
  Answer allTasks() {
    JSONArray list = new JSONArray();
    state.tasks.values().forEach(task -> list.put(state.taskJson(task)));
    return new Answer(200, new JSONObject().put("tasks", list));
  }

  /** GET /v2/queue: what is still to be launched. */
  Answer queue() {
    JSONArray queue = new JSONArray();
    long now = System.currentTimeMillis();
    for (App app : state.apps.values()) {
      int missing = scheduler.missing(app);
      if (missing > 0) {
        long waitMs = backoff.remainingMs(app.id(), now);
        queue.put(new JSONObject().put("app", app.toJson()).put("count", missing).put("delay",
            new JSONObject().put("timeLeftSeconds", waitMs / 1000).put("overdue", waitMs == 0)));
      }
    }
    return new Answer(200, new JSONObject().put("queue", queue));
  }

  /** GET /v2/deployments. */
  Answer deployments() {
    return new Answer(200, deployments.toJson());
  }

  /** POST /v2/apps. */
  Answer create(String body) throws Answer.Refusal, KeeperException, InterruptedException {
    App app = read(body, null, null);
    if (state.apps.containsKey(app.id())) {
      throw new Answer.Refusal(409, "An app with id [" + app.id() + "] already exists.");
    }
    store(app.withVersion(Clock.version(), null), "StartApplication");
    return new Answer(201, summary(find(app.id())));
  }

  /** PUT /v2/apps/{id}: changes an app, or makes it when it is not there. */
  Answer update(String id, String body, boolean force) throws Answer.Refusal, KeeperException, InterruptedException {
    App before = state.apps.get(id);
    App changed = read(body, before, id);
    refuseWhenLocked(id, force);
    App app = changed.withVersion(Clock.version(), before);
    String action = before == null ? "StartApplication"
        : app.configVersion().equals(before.configVersion()) ? "ScaleApplication" : "RestartApplication";
    return new Answer(before == null ? 201 : 200, store(app, action));
  }

  /** DELETE /v2/apps/{id}. */
  Answer delete(String id, boolean force) throws Answer.Refusal, KeeperException, InterruptedException {
    App app = find(id);
    refuseWhenLocked(id, force);
    state.remove(app);
    backoff.reset(id);
    JSONObject result = deployments.begin(id, "StopApplication", Clock.version());
    scheduler.changed();
    return new Answer(200, result);
  }

  private JSONObject store(App app, String action) throws KeeperException, InterruptedException {
    state.put(app);
    backoff.reset(app.id());
    JSONObject result = deployments.begin(app.id(), action, app.version());
    scheduler.changed();
    return result;
  }

  private App read(String body, App base, String pathId) throws Answer.Refusal {
    try {
      App app = AppReader.read(Json.object(body), base, pathId);
      return state.withServicePorts(app, (int) flags.number("local_port_min"), (int) flags.number("local_port_max"));
    } catch (JSONException malformed) {
      throw new Answer.Refusal(400, "Invalid JSON: " + malformed.getMessage());
    } catch (AppReader.InvalidAppException invalid) {
      throw new Answer.Refusal(422, invalid.getMessage());
    }
  }

  private void refuseWhenLocked(String id, boolean force) throws Answer.Refusal {
    JSONArray locks = deployments.of(id);
    if (locks.length() > 0 && !force) {
      throw new Answer.Refusal(409,
          id + " is locked by a running deployment. Wait for it (/v2/deployments) or add ?force=true",
          new JSONObject().put("deployments", locks));
    }
  }

  private App find(String id) throws Answer.Refusal {
    App app = state.apps.get(id);
    if (app == null) {
      throw new Answer.Refusal(404, "App '" + id + "' does not exist");
    }
    return app;
  }

  private JSONObject summary(App app) {
    List<Task> tasks = state.tasksOf(app.id());
    long running = tasks.stream().filter(Task::isRunning).count();
    return app.toJson().put("tasksRunning", running).put("tasksStaged", tasks.size() - running)
        .put("tasksHealthy", 0).put("tasksUnhealthy", 0).put("deployments", deployments.of(app.id()));
  }

  private JSONArray tasksJson(List<Task> tasks) {
    JSONArray list = new JSONArray();
    tasks.forEach(task -> list.put(state.taskJson(task)));
    return list;
  }
}
