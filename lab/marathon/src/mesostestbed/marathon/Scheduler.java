package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.zookeeper.KeeperException;
import org.json.JSONArray;
import org.json.JSONObject;

/** Makes the tasks what the apps say: launches on offers, kills what is too much, replaces what ended. Loop alone. */
final class Scheduler implements Framework.Handler {
  private static final long KILL_RETRY_MS = 10000;
  /** Seconds for which the rest of an offer is refused while more is to be launched: the protocol's default. */
  private static final int SHORT_REFUSAL_SECONDS = 5;

  private final State state;
  private final Framework framework;
  private final Deployments deployments;
  private final Backoff backoff;
  private final Flags flags;
  private final ScheduledExecutorService loop;
  private boolean wantsRevive;
  private long lastReviveMs;

  Scheduler(State state, Framework framework, Deployments deployments, Backoff backoff, Flags flags,
      ScheduledExecutorService loop) {
    this.state = state;
    this.framework = framework;
    this.deployments = deployments;
    this.backoff = backoff;
    this.flags = flags;
    this.loop = loop;
  }

  /** Begins the periodic work. */
  void start() {
    loop.scheduleWithFixedDelay(this::tick, 500, 500, TimeUnit.MILLISECONDS);
    long interval = flags.number("reconciliation_interval");
    loop.scheduleWithFixedDelay(this::reconcile, interval, interval, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    // An exception would end the periodic work without a word.
    try {
      converge();
    } catch (RuntimeException failure) {
      Log.error("the scheduler's periodic work failed", failure);
    }
  }

  @Override
  public void registered() {
    // Slaves of a master that was just restarted need a while to come back; asking at once would find their tasks lost.
    loop.schedule(this::reconcile, flags.number("reconciliation_initial_delay"), TimeUnit.MILLISECONDS);
    wantsRevive = true;
    converge();
  }

  private void reconcile() {
    JSONArray known = new JSONArray();
    state.tasks.values().forEach(
        task -> known.put(new JSONObject().put("task_id", task.id).put("slave_id", task.slaveId)));
    if (known.length() > 0) {
      framework.call(new JSONObject().put("type", "RECONCILE").put("tasks", known));
    }
    // The empty list brings up tasks that the master has and this Marathon does not know.
    framework.call(new JSONObject().put("type", "RECONCILE").put("tasks", new JSONArray()));
  }

  @Override
  public void event(JSONObject event) throws KeeperException, InterruptedException {
    switch (event.getString("type")) {
      case "OFFERS":
        for (Object offer : event.getJSONArray("offers")) {
          offer((JSONObject) offer);
        }
        break;
      case "UPDATE":
        update(event.getJSONObject("status"));
        break;
      case "RESCIND":
      case "FAILURE":
        // Offers are answered at once, and tasks of a lost slave have updates of their own.
        Log.info("event " + event);
        break;
      default:
        Log.warn("unknown event " + event);
    }
  }

  /** How many tasks of an app are missing. */
  int missing(App app) {
    return Math.max(0, app.instances() - state.currentTasks(app).size());
  }

  private List<App> launchable() {
    long now = System.currentTimeMillis();
    return state.apps.values().stream()
        .filter(app -> missing(app) > 0 && backoff.remainingMs(app.id(), now) == 0).collect(Collectors.toList());
  }

  private void offer(JSONObject json) throws KeeperException, InterruptedException {
    OfferedResources left = new OfferedResources(json);
    Map<Task, App> launches = new LinkedHashMap<>();
    boolean placed = true;
    while (placed && launches.size() < flags.number("max_tasks_per_offer")) {
      placed = false;
      for (App app : launchable()) {
        List<Place> others =
            state.currentTasks(app).stream().map(task -> task.place).collect(Collectors.toList());
        JSONArray ports = launches.size() < flags.number("max_tasks_per_offer") ? left.take(app, others) : null;
        if (ports != null) {
          Task task = new Task(app.safeName() + "." + UUID.randomUUID(), app.id(), app.configVersion(), left.slaveId,
              left.place, ports, Clock.now());
          // Stored before it is launched: a task that nobody knows of would run for ever.
          state.put(task);
          launches.put(task, app);
          placed = true;
        }
      }
    }
    JSONArray offerIds = new JSONArray().put(json.getString("id"));
    if (launches.isEmpty()) {
      boolean waiting = state.apps.values().stream().anyMatch(app -> missing(app) > 0);
      long refusal = waiting ? SHORT_REFUSAL_SECONDS : flags.number("decline_offer_duration") / 1000;
      framework.call(new JSONObject().put("type", "DECLINE").put("offer_ids", offerIds).put("refuse_seconds", refusal));
      return;
    }
    JSONArray infos = new JSONArray();
    launches.forEach((task, app) -> infos.put(OfferedResources.taskInfo(app, task)));
    Log.info("launching " + launches.keySet().stream().map(task -> task.id).collect(Collectors.joining(", ")) + " on "
        + left.place.hostname);
    JSONObject accept = new JSONObject().put("type", "ACCEPT").put("offer_ids", offerIds).put("tasks", infos)
        .put("refuse_seconds", SHORT_REFUSAL_SECONDS);
    if (!framework.call(accept)) {
      for (Task task : launches.keySet()) {
        state.remove(task);
      }
    }
  }

  private void update(JSONObject status) throws KeeperException, InterruptedException {
    String id = status.getString("task_id");
    String taskState = status.getString("state");
    boolean terminal = !taskState.equals("TASK_STAGING") && !taskState.equals("TASK_STARTING")
        && !taskState.equals("TASK_RUNNING");
    Task task = state.tasks.get(id);
    Log.info("task " + id + " is " + taskState + (status.has("message") ? ": " + status.get("message") : ""));
    if (task == null && !terminal) {
      Log.warn("killing task " + id + ", which is not one of ours any more");
      framework.call(new JSONObject().put("type", "KILL").put("task_id", id));
    } else if (task != null && terminal) {
      ended(task);
    } else if (task != null && taskState.equals("TASK_RUNNING") && !task.isRunning()) {
      task.startedAt = Clock.now();
      state.put(task);
    }
    if (status.has("uuid")) {
      framework.call(new JSONObject().put("type", "ACKNOWLEDGE").put("slave_id", status.getString("slave_id"))
          .put("task_id", id).put("uuid", status.getString("uuid")));
    }
    converge();
  }

  private void ended(Task task) throws KeeperException, InterruptedException {
    state.remove(task);
    App app = state.apps.get(task.appId);
    if (app != null && !task.isBeingKilled()) {
      long now = System.currentTimeMillis();
      backoff.taskEnded(app, task.isRunning() ? now - Clock.milliseconds(task.startedAt) : 0, now);
      Log.info(app.id() + ": next launch in " + backoff.remainingMs(app.id(), now) + " ms");
    }
    wantsRevive = true;
  }

  /** Something was changed: looks at all apps anew and asks for offers. */
  void changed() {
    wantsRevive = true;
    converge();
  }

  private void converge() {
    long now = System.currentTimeMillis();
    for (Task task : new ArrayList<>(state.tasks.values())) {
      boolean orphan = !state.apps.containsKey(task.appId);
      boolean late = !task.isRunning()
          && now - Clock.milliseconds(task.stagedAt) > flags.number("task_launch_timeout");
      boolean again = task.isBeingKilled() && now - task.killSentAtMs > KILL_RETRY_MS;
      if (again || ((orphan || late) && !task.isBeingKilled())) {
        kill(task, orphan ? "its app is gone" : again ? "killed before" : "not running in time");
      }
    }
    for (App app : state.apps.values()) {
      converge(app);
    }
    state.endedApps(deployments.appIds()).forEach(deployments::finish);
    if (wantsRevive && framework.isSubscribed() && now - lastReviveMs >= flags.number("min_revive_offers_interval")
        && !launchable().isEmpty()) {
      wantsRevive = false;
      lastReviveMs = now;
      framework.call(new JSONObject().put("type", "REVIVE"));
    }
  }

  private void converge(App app) {
    List<Task> current = state.currentTasks(app);
    // The ones staged last go first.
    for (int i = current.size() - 1; i >= app.instances(); i--) {
      kill(current.get(i), "too many instances");
    }
    long running = current.stream().filter(Task::isRunning).count();
    long kept = Math.max(0, (long) Math.ceil(app.instances() * app.minimumHealthCapacity()) - running);
    List<Task> old = state.tasksOf(app.id()).stream().filter(task -> !task.version.equals(app.configVersion()))
        .collect(Collectors.toList());
    List<Task> replaceable = old.stream().filter(task -> !task.isBeingKilled()).collect(Collectors.toList());
    for (int i = replaceable.size() - 1; i >= kept; i--) {
      kill(replaceable.get(i), "of an older version");
    }
    if (old.isEmpty() && state.tasksOf(app.id()).size() == app.instances() && running == app.instances()) {
      deployments.finish(app.id());
    }
  }

  private void kill(Task task, String why) {
    Log.info("killing task " + task.id + ": " + why);
    boolean sent = framework.call(
        new JSONObject().put("type", "KILL").put("task_id", task.id).put("slave_id", task.slaveId));
    // What could not be sent counts as sent long ago, so that the next round sends it again.
    task.killSentAtMs = sent ? System.currentTimeMillis() : 1;
  }
}
