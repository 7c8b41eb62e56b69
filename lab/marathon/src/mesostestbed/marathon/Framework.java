package mesostestbed.marathon;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.json.JSONObject;

/**
 * The one framework at the master. Like a libmesos 0.24.0 scheduler driver it keeps its ID over failovers, follows the
 * leading master through ZooKeeper, and with host:port never comes back to a master once it has lost it.
 */
final class Framework implements MasterConnection.Listener {
  /** What happens after the registration; called in the loop. */
  interface Handler {
    /** The framework is registered, for the first time or again. */
    void registered();

    /** Any event but SUBSCRIBED, HEARTBEAT and ERROR. */
    void event(JSONObject event) throws KeeperException, InterruptedException;
  }

  private final JSONObject description;
  private final byte[] secret;
  private final String pid;
  private final boolean standalone;
  private final State state;
  private final ScheduledExecutorService loop;
  private Handler handler;
  private MasterConnection connection;
  private String target;
  private boolean subscribed;

  /**
   * @param description the object `framework` of SUBSCRIBE, without its id
   * @param secret the secret of its principal, or null to go without authentication
   * @param pid what the master shows as the framework's pid
   * @param standalone whether --master is host:port
   * @param loop where all of this object's work runs
   */
  Framework(JSONObject description, byte[] secret, String pid, boolean standalone, State state,
      ScheduledExecutorService loop) {
    this.description = description;
    this.secret = secret;
    this.pid = pid;
    this.standalone = standalone;
    this.state = state;
    this.loop = loop;
  }

  void setHandler(Handler handler) {
    this.handler = handler;
  }

  boolean isSubscribed() {
    return subscribed;
  }

  /**
   * Goes to a master, away from any other.
   *
   * @param address host:port, or null when there is none
   */
  void follow(String address) {
    drop();
    target = address;
    if (address != null) {
      connect();
    }
  }

  /** Closes the stream, as at the end of the process: the master keeps tasks for --failover_timeout. */
  void drop() {
    subscribed = false;
    if (connection != null) {
      connection.drop();
      connection = null;
    }
  }

  private void connect() {
    description.put("id", state.frameworkId() == null ? "" : state.frameworkId());
    connection = new MasterConnection(target, this);
    connection.start(description, pid, secret);
  }

  /**
   * Makes a call.
   *
   * @return whether the master took it; why not is in the log
   */
  boolean call(JSONObject call) {
    if (!subscribed) {
      return false;
    }
    try {
      connection.call(call);
      return true;
    } catch (IOException failure) {
      Log.warn("call to the master failed: " + failure.getMessage());
      return false;
    }
  }

  @Override
  public void event(MasterConnection from, JSONObject event) {
    loop.execute(() -> {
      if (from == connection) {
        try {
          handle(event);
        } catch (KeeperException failure) {
          // The update stays unacknowledged, so that the master sends it again.
          Log.warn("could not store " + event.optString("type") + ": " + failure.getMessage());
        } catch (InterruptedException ending) {
          Thread.currentThread().interrupt();
        }
      }
    });
  }

  private void handle(JSONObject event) throws KeeperException, InterruptedException {
    switch (event.getString("type")) {
      case "SUBSCRIBED":
        connection.subscribed(event);
        state.setFrameworkId(event.getString("framework_id"));
        subscribed = true;
        Log.info((event.getBoolean("reregistered") ? "Re-registered" : "Registered") + " as "
            + state.frameworkId() + " with the master at " + target);
        handler.registered();
        break;
      case "HEARTBEAT":
        break;
      case "ERROR":
        if (event.getString("message").contains("Framework has been removed")) {
          state.forgetFrameworkId();
        }
        // As with the real one, whose driver is aborted by an error: whoever supervises it starts it again.
        Main.exit("error from the master: " + event.getString("message"));
        break;
      default:
        handler.event(event);
    }
  }

  @Override
  public void ended(MasterConnection from, String reason, boolean refused) {
    loop.execute(() -> {
      if (from != connection) {
        return;
      }
      if (refused) {
        Main.exit("refused: " + reason);
      }
      boolean lost = subscribed;
      drop();
      if (lost && standalone) {
        Log.error("Disconnected from the master at " + target + " (" + reason + "). Nothing announces its return with "
            + "--master host:port; only a start of this process registers again");
        return;
      }
      Log.warn("No stream from the master at " + target + " (" + reason + "), trying again in 1 s");
      String wanted = target;
      loop.schedule(() -> {
        if (connection == null && wanted.equals(target)) {
          connect();
        }
      }, 1, TimeUnit.SECONDS);
    });
  }
}
