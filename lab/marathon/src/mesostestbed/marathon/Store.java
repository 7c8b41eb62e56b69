package mesostestbed.marathon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/**
 * What outlives the process, in ZooKeeper under the path of --zk: {@code state/framework:id}, {@code state/app:NAME}
 * and {@code state/task:ID}, named as in Marathon 0.11. The contents are the stand-in's own (JSON), one node an entry.
 */
final class Store {
  private final ZooKeeper zooKeeper;
  private final String statePath;

  private Store(ZooKeeper zooKeeper, String path) {
    this.zooKeeper = zooKeeper;
    this.statePath = path + "/state";
  }

  /**
   * Opens a session.
   *
   * @param sessionTimeoutMs what to ask for; a server allows 2 to 20 of its ticks
   * @param timeoutMs how long to wait for the connection
   * @param onExpired called, on ZooKeeper's thread, when the server gave the session up
   * @return the session, or null when no server answered in time
   */
  static ZooKeeper connect(String servers, int sessionTimeoutMs, long timeoutMs, Runnable onExpired)
      throws IOException, InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    ZooKeeper session = new ZooKeeper(servers, sessionTimeoutMs, event -> {
      if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
        connected.countDown();
      } else if (event.getState() == Watcher.Event.KeeperState.Expired) {
        onExpired.run();
      } else {
        Log.warn("ZooKeeper session: " + event.getState());
      }
    });
    if (connected.await(timeoutMs, TimeUnit.MILLISECONDS)) {
      return session;
    }
    session.close();
    return null;
  }

  /** Opens the store below a path, making the path when it is not there. */
  static Store open(ZooKeeper session, String path) throws KeeperException, InterruptedException {
    Store store = new Store(session, path);
    makePath(session, store.statePath);
    return store;
  }

  /** Makes a node and all above it, as far as they are missing. */
  static void makePath(ZooKeeper session, String path) throws KeeperException, InterruptedException {
    for (int end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      String part = end < 0 ? path : path.substring(0, end);
      if (session.exists(part, false) == null) {
        try {
          session.create(part, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } catch (KeeperException.NodeExistsException raced) {
          Log.debug(part + " was made by somebody else");
        }
      }
      if (end < 0) {
        return;
      }
    }
  }

  /** All entries of a kind (framework, app, task) by name, in the order of the names. */
  Map<String, String> readAll(String kind) throws KeeperException, InterruptedException {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String node : new TreeSet<>(zooKeeper.getChildren(statePath, false))) {
      if (node.startsWith(kind + ":")) {
        byte[] data = zooKeeper.getData(statePath + "/" + node, false, null);
        entries.put(node.substring(kind.length() + 1), new String(data, StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  /** Writes an entry, new or not. The name must be a legal part of a ZooKeeper path. */
  void write(String kind, String name, String value) throws KeeperException, InterruptedException {
    String path = statePath + "/" + kind + ":" + name;
    byte[] data = value.getBytes(StandardCharsets.UTF_8);
    try {
      zooKeeper.setData(path, data, -1);
    } catch (KeeperException.NoNodeException absent) {
      zooKeeper.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
  }

  /** Deletes an entry; it may be gone already. */
  void delete(String kind, String name) throws KeeperException, InterruptedException {
    try {
      zooKeeper.delete(statePath + "/" + kind + ":" + name, -1);
    } catch (KeeperException.NoNodeException gone) {
      Log.debug(kind + " " + name + " was gone from the store");
    }
  }
}
