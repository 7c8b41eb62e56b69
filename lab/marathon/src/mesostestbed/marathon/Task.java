package mesostestbed.marathon;

import org.json.JSONArray;
import org.json.JSONObject;

/** A task that was launched and has not ended. Changed in the scheduler's loop alone. */
final class Task {
  final String id;
  final String appId;
  /** The app's configVersion when it was launched. */
  final String version;
  final String slaveId;
  final Place place;
  final JSONArray ports;
  final String stagedAt;
  /** When it was first seen running, or null. */
  String startedAt;
  /** When a KILL was last sent, in milliseconds of the clock, or 0. */
  long killSentAtMs;

  Task(String id, String appId, String version, String slaveId, Place place, JSONArray ports, String stagedAt) {
    this.id = id;
    this.appId = appId;
    this.version = version;
    this.slaveId = slaveId;
    this.place = place;
    this.ports = ports;
    this.stagedAt = stagedAt;
  }

  /** Reads what {@link #stored()} wrote. */
  static Task fromStored(JSONObject json) {
    Task task = new Task(json.getString("id"), json.getString("appId"), json.getString("version"),
        json.getString("slaveId"), new Place(json.getString("host"), json.getJSONObject("attributes")),
        json.getJSONArray("ports"), json.getString("stagedAt"));
    task.startedAt = json.isNull("startedAt") ? null : json.getString("startedAt");
    return task;
  }

  boolean isRunning() {
    return startedAt != null;
  }

  boolean isBeingKilled() {
    return killSentAtMs != 0;
  }

  /** As GET /v2/tasks of Marathon 0.11 shows it, less servicePorts, which are the app's. */
  JSONObject toJson() {
    return new JSONObject().put("id", id).put("appId", appId).put("host", place.hostname).put("slaveId", slaveId)
        .put("ports", ports).put("stagedAt", stagedAt).put("version", version)
        .put("startedAt", startedAt == null ? JSONObject.NULL : startedAt);
  }

  /** What the store keeps. */
  String stored() {
    return toJson().put("attributes", place.attributes()).toString();
  }
}
