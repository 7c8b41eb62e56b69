package mesostestbed.marathon;

import java.util.HashMap;
import java.util.Map;

/**
 * When an app may launch again after a task of it ended unasked: after backoffSeconds, multiplied by backoffFactor with
 * each further end, at most maxLaunchDelaySeconds. A task that ran longer than the present delay ends the series.
 */
final class Backoff {
  private static final class Delay {
    double seconds;
    long untilMs;
  }

  private final Map<String, Delay> delays = new HashMap<>();

  /**
   * Notes that a task of the app ended unasked.
   *
   * @param ranMs how long it had been running, in milliseconds; 0 for one that never ran
   */
  void taskEnded(App app, long ranMs, long nowMs) {
    Delay delay = delays.computeIfAbsent(app.id(), id -> new Delay());
    boolean series = delay.seconds > 0 && ranMs <= delay.seconds * 1000;
    double seconds = series ? delay.seconds * app.number("backoffFactor") : app.number("backoffSeconds");
    delay.seconds = Math.min(seconds, app.number("maxLaunchDelaySeconds"));
    delay.untilMs = nowMs + (long) (delay.seconds * 1000);
  }

  /** Forgets an app: it was changed or deleted. */
  void reset(String appId) {
    delays.remove(appId);
  }

  /** How long the app still waits, in milliseconds; 0 when it may launch. */
  long remainingMs(String appId, long nowMs) {
    Delay delay = delays.get(appId);
    return delay == null ? 0 : Math.max(0, delay.untilMs - nowMs);
  }
}
