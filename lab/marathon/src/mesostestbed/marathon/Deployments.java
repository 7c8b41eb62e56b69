package mesostestbed.marathon;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.json.JSONArray;
import org.json.JSONObject;

/** Changes of apps that are not yet fully carried out, as GET /v2/deployments of Marathon 0.11 lists them. */
final class Deployments {
  private static final class Deployment {
    final String id = UUID.randomUUID().toString();
    final String appId;
    final String action;
    final String version;

    Deployment(String appId, String action, String version) {
      this.appId = appId;
      this.action = action;
      this.version = version;
    }
  }

  private final List<Deployment> running = new ArrayList<>();

  /**
   * Begins a deployment; one of the same app that is still running is over.
   *
   * @param action Marathon's name: StartApplication, ScaleApplication, RestartApplication or StopApplication
   * @return what Marathon answers a change with: version and deploymentId
   */
  JSONObject begin(String appId, String action, String version) {
    finish(appId);
    Deployment deployment = new Deployment(appId, action, version);
    running.add(deployment);
    return new JSONObject().put("version", version).put("deploymentId", deployment.id);
  }

  /** Ends the deployment of an app, if there is one. */
  void finish(String appId) {
    running.removeIf(deployment -> deployment.appId.equals(appId));
  }

  /** The running deployments of an app: a list of objects with an id. */
  JSONArray of(String appId) {
    JSONArray list = new JSONArray();
    running.stream().filter(deployment -> deployment.appId.equals(appId))
        .forEach(deployment -> list.put(new JSONObject().put("id", deployment.id)));
    return list;
  }

  /** The apps that a deployment is running for. */
  List<String> appIds() {
    List<String> ids = new ArrayList<>();
    running.forEach(deployment -> ids.add(deployment.appId));
    return ids;
  }

  JSONArray toJson() {
    JSONArray list = new JSONArray();
    for (Deployment deployment : running) {
      JSONArray actions =
          new JSONArray().put(new JSONObject().put("action", deployment.action).put("app", deployment.appId));
      list.put(new JSONObject().put("id", deployment.id).put("version", deployment.version)
          .put("affectedApps", new JSONArray().put(deployment.appId)).put("steps", new JSONArray().put(actions))
          .put("currentActions", actions).put("currentStep", 1).put("totalSteps", 1));
    }
    return list;
  }
}
