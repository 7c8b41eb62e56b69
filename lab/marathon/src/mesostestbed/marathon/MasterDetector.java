package mesostestbed.marathon;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.json.JSONObject;

/**
 * Finds the leading master as libmesos 0.24.0 does by ZooKeeper: the child {@code json.info_NNNNNNNNNN} with the lowest
 * number, whose data is MasterInfo in JSON.
 */
final class MasterDetector {
  private final ZooKeeper zooKeeper;
  private final String path;
  private final ScheduledExecutorService loop;
  private final BiConsumer<String, String> onLeader;
  // One object for all watches: the client keeps each watcher once, so that a check never leaves a second one behind.
  private final Watcher watcher = this::changed;
  private String current = "";

  /**
   * @param path the masters' node, e.g. /mesos; it need not be there yet
   * @param loop where all of this object's work runs
   * @param onLeader called in the loop with a key of the leader (node and ID) and its host:port at every change; with
   *     nulls when there is no leader
   */
  MasterDetector(ZooKeeper zooKeeper, String path, ScheduledExecutorService loop, BiConsumer<String, String> onLeader) {
    this.zooKeeper = zooKeeper;
    this.path = path;
    this.loop = loop;
    this.onLeader = onLeader;
  }

  /** Looks now and at every change from now on. */
  void check() {
    try {
      TreeSet<String> nodes = new TreeSet<>();
      for (String node : children()) {
        if (node.matches("json\\.info_\\d{10}")) {
          nodes.add(node);
        }
      }
      if (nodes.isEmpty()) {
        announce("", null);
        return;
      }
      byte[] data = zooKeeper.getData(path + "/" + nodes.first(), false, null);
      JSONObject info = Json.object(new String(data, StandardCharsets.UTF_8));
      JSONObject address = info.getJSONObject("address");
      announce(nodes.first() + " " + info.getString("id"), address.getString("ip") + ":" + address.getInt("port"));
    } catch (KeeperException.NoNodeException changed) {
      // The leader went between the two reads: the watch that is set will not tell twice.
      loop.schedule(this::check, 100, TimeUnit.MILLISECONDS);
    } catch (KeeperException failure) {
      Log.warn("looking for the master: " + failure.getMessage() + ", trying again");
      loop.schedule(this::check, 1, TimeUnit.SECONDS);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed(WatchedEvent event) {
    // Changes of the connection are not changes of the node; the client renews the watch by itself.
    if (event.getType() != Watcher.Event.EventType.None) {
      loop.execute(this::check);
    }
  }

  private List<String> children() throws KeeperException, InterruptedException {
    if (zooKeeper.exists(path, watcher) == null) {
      return Collections.emptyList();
    }
    return zooKeeper.getChildren(path, watcher);
  }

  private void announce(String key, String address) {
    if (key.equals(current)) {
      return;
    }
    current = key;
    Log.info(address == null ? "no master leads" : "detected the leading master at " + address + " (" + key + ")");
    onLeader.accept(address == null ? null : key, address);
  }
}
