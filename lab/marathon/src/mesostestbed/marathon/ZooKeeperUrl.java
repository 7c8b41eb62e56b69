package mesostestbed.marathon;

/** {@code zk://host:port[,host:port...]/path}, in parts. */
final class ZooKeeperUrl {
  /** The servers as ZooKeeper's client wants them: host:port[,host:port...]. */
  final String servers;
  /** The path, beginning with a slash and not ending in one. */
  final String path;

  /**
   * @param flag the flag's name, for messages
   * @throws IllegalArgumentException when the URL is not one
   */
  ZooKeeperUrl(String flag, String url) {
    if (!url.matches("zk://[^/,:]+:\\d+(,[^/,:]+:\\d+)*/[^/]+(/[^/]+)*")) {
      throw new IllegalArgumentException("--" + flag + ": '" + url
          + "' is not of the form zk://HOST:PORT[,HOST:PORT...]/PATH (without user and password in the stand-in)");
    }
    int slash = url.indexOf('/', "zk://".length());
    servers = url.substring("zk://".length(), slash);
    path = url.substring(slash);
  }
}
