package mesostestbed.marathon;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * Leader election among Marathons: an ephemeral, sequential node {@code leader/member_NNNNNNNNNN} with host:port; the
 * lowest number leads. A killed leader's node stays until its session times out (--zk_session_timeout, at most 20 ticks
 * of the server), and for so long its successor waits, as with the real one.
 */
final class Election {
  private final ZooKeeper zooKeeper;
  private final String path;
  private final String self;
  private final ScheduledExecutorService loop;
  private final Runnable onElected;
  // One object for all watches: the client keeps each watcher once, so that a check never leaves a second one behind.
  private final Watcher watcher = this::changed;
  private String ownNode;
  private boolean elected;
  private volatile String leader;

  /**
   * @param path the node of --zk
   * @param self host:port of this Marathon's HTTP server
   * @param loop where all of this object's work runs
   * @param onElected called once, in the loop
   */
  Election(ZooKeeper zooKeeper, String path, String self, ScheduledExecutorService loop, Runnable onElected) {
    this.zooKeeper = zooKeeper;
    this.path = path + "/leader";
    this.self = self;
    this.loop = loop;
    this.onElected = onElected;
  }

  /** Enters the election. */
  void start() throws KeeperException, InterruptedException {
    Store.makePath(zooKeeper, path);
    String made = zooKeeper.create(path + "/member_", self.getBytes(StandardCharsets.UTF_8),
        ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL_SEQUENTIAL);
    ownNode = made.substring(path.length() + 1);
    Log.info("offering leadership as " + ownNode);
    check();
  }

  /** host:port of the Marathon that leads, or null when none does. */
  String leader() {
    return leader;
  }

  private void changed(WatchedEvent event) {
    // Changes of the connection are not changes of the node; the client renews the watch by itself.
    if (event.getType() != Watcher.Event.EventType.None) {
      loop.execute(this::check);
    }
  }

  private void check() {
    try {
      TreeMap<String, String> members = new TreeMap<>();
      for (String node : zooKeeper.getChildren(path, watcher)) {
        members.put(node, path + "/" + node);
      }
      if (!members.containsKey(ownNode)) {
        Main.exit("our node " + ownNode + " of the election is gone");
      }
      leader = new String(zooKeeper.getData(members.firstEntry().getValue(), false, null), StandardCharsets.UTF_8);
      if (!members.firstKey().equals(ownNode)) {
        Log.info("waiting for leadership: " + members.firstKey() + " (" + leader + ") leads");
      } else if (!elected) {
        elected = true;
        Log.info("elected as leader");
        onElected.run();
      }
    } catch (KeeperException failure) {
      Log.warn("election: " + failure.getMessage() + ", trying again");
      loop.schedule(this::check, 1, TimeUnit.SECONDS);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
