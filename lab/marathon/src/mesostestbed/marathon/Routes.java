package mesostestbed.marathon;

import java.net.URI;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.json.JSONObject;

/** Which endpoint does what. Runs in the scheduler's loop alone. */
final class Routes {
  private final Info info;
  private Supplier<String> leader = () -> null;
  private AppsResource apps;

  /**
   * Until {@link #lead} it answers what a Marathon answers that does not lead.
   */
  Routes(Info info) {
    this.info = info;
  }

  /** Where the leader's host:port comes from. */
  void setLeader(Supplier<String> leader) {
    this.leader = leader;
  }

  /** This Marathon leads now and has its apps. */
  void lead(AppsResource apps) {
    this.apps = apps;
  }

  /**
   * Answers one request.
   *
   * @throws Answer.Refusal when it is not done
   */
  Answer answer(String method, URI uri, String body) throws Answer.Refusal, InterruptedException {
    String path = uri.getPath().length() > 1 ? uri.getPath().replaceAll("/+$", "") : uri.getPath();
    boolean get = method.equals("GET") || method.equals("HEAD");
    if (get && (path.equals("/ping") || path.equals("/"))) {
      return path.equals("/") ? new Answer(200, "text/html", info.page()) : new Answer(200, "text/plain", "pong\n");
    }
    if (get && path.equals("/v2/info")) {
      return new Answer(200, info.toJson(leader.get(), apps != null));
    }
    if (get && path.equals("/metrics")) {
      return new Answer(200, info.metrics(apps != null));
    }
    if (get && path.equals("/v2/leader")) {
      if (leader.get() == null) {
        throw new Answer.Refusal(404, "There is no leader");
      }
      return new Answer(200, new JSONObject().put("leader", leader.get()));
    }
    if (!path.startsWith("/v2/")) {
      throw new Answer.Refusal(404, path + ": no such endpoint in the stand-in Marathon");
    }
    if (apps == null) {
      throw new Answer.Refusal(503, "This Marathon does not lead (the real one passes requests on); the leader is "
          + leader.get() + ", which may be an earlier run of this one until its ZooKeeper session times out");
    }
    try {
      return resource(method, get, path, String.valueOf(uri.getQuery()), body);
    } catch (KeeperException failure) {
      throw new Answer.Refusal(503, "ZooKeeper: " + failure.getMessage() + "; nothing was changed");
    }
  }

  private Answer resource(String method, boolean get, String path, String query, String body)
      throws Answer.Refusal, KeeperException, InterruptedException {
    switch (get ? path : method + " " + path) {
      case "/v2/apps":
        return apps.list(parameter(query, "id"), parameter(query, "cmd"));
      case "POST /v2/apps":
        return apps.create(body);
      case "/v2/tasks":
        return apps.allTasks();
      case "/v2/deployments":
        return apps.deployments();
      case "/v2/queue":
        return apps.queue();
      default:
    }
    if (!path.startsWith("/v2/apps/")) {
      throw new Answer.Refusal(path.matches("/v2/(apps|tasks|deployments|queue|info|leader)") ? 405 : 404,
          method + " " + path + ": not in the stand-in Marathon");
    }
    String id = path.substring("/v2/apps".length());
    if (id.endsWith("/tasks") && get) {
      return apps.tasks(id.substring(0, id.length() - "/tasks".length()));
    }
    boolean force = parameter(query, "force").toLowerCase(Locale.ROOT).equals("true");
    switch (get ? "GET" : method) {
      case "GET":
        return apps.get(id);
      case "PUT":
        return apps.update(id, body, force);
      case "DELETE":
        return apps.delete(id, force);
      default:
        throw new Answer.Refusal(405, method + " " + path + ": not in the stand-in Marathon");
    }
  }

  private static String parameter(String query, String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return "";
  }
}
