package mesostestbed.marathon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.mesos.standin;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.json.JSONArray;
import org.json.JSONObject;

/** The stand-in Marathon 0.11.0: puts the parts together in the real one's order. */
final class Main {
  private final Flags flags;
  private final String secretFile;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "scheduler"));
  private final Info info;
  private final Routes routes;
  private volatile ZooKeeper session;
  private volatile Framework framework;
  private State state;

  private Main(Flags flags) {
    this.flags = flags;
    this.secretFile = flags.text("mesos_authentication_secret_file");
    this.info = new Info(flags);
    this.routes = new Routes(info);
  }

  public static void main(String[] arguments) throws Exception {
    for (String argument : arguments) {
      if (argument.equals("--help")) {
        System.out.print(Flags.help());
        return;
      }
    }
    Log.info("Starting Marathon " + Info.VERSION + " (stand-in of the test bed, not the real Marathon)");
    // A POST that is sent twice could launch twice; and connections kept open outlive a killed master.
    System.setProperty("sun.net.http.retryPost", "false");
    System.setProperty("http.keepAlive", "false");
    // The client must not look for Kerberos, which nothing here has.
    System.setProperty("zookeeper.sasl.client", "false");
    try {
      Flags flags = Flags.parse(arguments);
      Log.setLevel(flags.text("logging_level"));
      new Main(flags).run();
    } catch (Flags.UsageException | IllegalArgumentException wrong) {
      System.err.println("[scallop] Error: " + wrong.getMessage());
      System.exit(1);
    } catch (UnsatisfiedLinkError failure) {
      exit(failure + ". MESOS_NATIVE_JAVA_LIBRARY must be the libmesos.so of a Mesos that was configured with Java");
    } catch (IOException failure) {
      exit(failure.toString());
    }
  }

  /** Ends the process with status 1; whoever supervises it starts it again. */
  static void exit(String reason) {
    Log.error("Shutting down: " + reason);
    System.exit(1);
  }

  private void run() throws IOException, InterruptedException, KeeperException {
    String library = System.getenv("MESOS_NATIVE_JAVA_LIBRARY");
    if (library == null) {
      throw new IOException("MESOS_NATIVE_JAVA_LIBRARY is not set; bin/start sets it");
    }
    System.load(library);
    standin.Bindings();
    flags.setIfAbsent("hostname", InetAddress.getLocalHost().getHostName());
    flags.setIfAbsent("mesos_user", System.getProperty("user.name"));
    flags.setIfAbsent("http_credentials", System.getenv("MESOSPHERE_HTTP_CREDENTIALS"));
    String credentials = flags.text("http_credentials");
    if (credentials != null && credentials.indexOf(':') < 1) {
      throw new IllegalArgumentException("--http_credentials is not of the form USER:PASSWORD");
    }
    ZooKeeperUrl store = new ZooKeeperUrl("zk", flags.text("zk"));
    String master = flags.text("master");
    boolean standalone = !master.startsWith("zk://");
    if (standalone && !master.matches("[^/:]+:\\d+")) {
      throw new IllegalArgumentException("--master: '" + master + "' is neither zk://HOST:PORT/PATH nor HOST:PORT");
    }
    ZooKeeperUrl masters = standalone ? null : new ZooKeeperUrl("master", master);
    byte[] secret = readSecret();
    String pid = bindDriver();

    // As in the real one, nothing else happens until ZooKeeper answers.
    session = connect(store);
    state = new State(Store.open(session, store.path));
    info.setState(() -> state);
    InetSocketAddress address = flags.text("http_address") == null
        ? new InetSocketAddress((int) flags.number("http_port"))
        : new InetSocketAddress(flags.text("http_address"), (int) flags.number("http_port"));
    ApiServer server = new ApiServer(address, credentials, routes, loop, flags.number("zk_timeout"));
    framework = new Framework(describe(), secret, pid, standalone, state, loop);
    Election election = new Election(session, store.path,
        flags.text("hostname") + ":" + flags.number("http_port"), loop, () -> lead(store, masters));
    routes.setLeader(election::leader);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
    server.start();
    Log.info("HTTP API on " + address);
    loop.submit(() -> {
      election.start();
      return null;
    });
  }

  private ZooKeeper connect(ZooKeeperUrl url) throws IOException, InterruptedException {
    while (true) {
      int sessionTimeoutMs = (int) Math.min(flags.number("zk_session_timeout"), Integer.MAX_VALUE);
      ZooKeeper connected = Store.connect(url.servers, sessionTimeoutMs, flags.number("zk_timeout"),
          () -> exit("the ZooKeeper session has expired"));
      if (connected != null) {
        return connected;
      }
      Log.warn("Unable to connect to Zookeeper, retrying... (" + url.servers + ")");
    }
  }

  /** In the loop, once, when this Marathon is elected. */
  private void lead(ZooKeeperUrl store, ZooKeeperUrl masters) {
    try {
      // An earlier leader may have written until now.
      state.reload();
      Deployments deployments = new Deployments();
      Backoff backoff = new Backoff();
      Scheduler scheduler = new Scheduler(state, framework, deployments, backoff, flags, loop);
      framework.setHandler(scheduler);
      routes.lead(new AppsResource(state, scheduler, deployments, backoff, flags));
      scheduler.start();
      if (masters == null) {
        framework.follow(flags.text("master"));
      } else {
        ZooKeeper watching = masters.servers.equals(store.servers) ? session : connect(masters);
        new MasterDetector(watching, masters.path, loop, (key, address) -> framework.follow(address)).check();
      }
    } catch (IOException | KeeperException failure) {
      exit("could not take over: " + failure);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** The framework as the master is told of it. */
  private JSONObject describe() {
    String address = flags.text("hostname") + ":" + flags.number("http_port");
    JSONObject framework = new JSONObject().put("name", flags.text("framework_name"))
        .put("user", flags.text("mesos_user")).put("failover_timeout", flags.number("failover_timeout"))
        .put("checkpoint", true).put("hostname", flags.text("hostname"))
        .put("webui_url", flags.text("webui_url") == null ? "http://" + address : flags.text("webui_url"))
        .put("role", flags.text("mesos_role") == null ? "*" : flags.text("mesos_role"))
        .put("capabilities", new JSONArray());
    if (flags.text("mesos_authentication_principal") != null) {
      framework.put("principal", flags.text("mesos_authentication_principal"));
    }
    return framework;
  }

  /** The bytes of the secret's file as they are: a newline at the end is part of the secret, as with the real one. */
  private byte[] readSecret() throws IOException {
    if (secretFile == null) {
      return null;
    }
    if (flags.text("mesos_authentication_principal") == null) {
      throw new IllegalArgumentException(
          "--mesos_authentication_secret_file needs --mesos_authentication_principal as well");
    }
    return Files.readAllBytes(Paths.get(secretFile));
  }

  /**
   * Holds the port that libmesos would hold (LIBPROCESS_IP, LIBPROCESS_PORT), so that a port in use or an address that
   * is not this machine's fails as with the real one. Nothing is served there: between stand-ins the master is called.
   *
   * @return the pid of the scheduler driver
   */
  private static String bindDriver() throws IOException {
    String ip = System.getenv("LIBPROCESS_IP");
    String port = System.getenv("LIBPROCESS_PORT");
    InetAddress address;
    try {
      address = InetAddress.getByName(ip == null ? InetAddress.getLocalHost().getHostName() : ip);
    } catch (UnknownHostException unknown) {
      throw new IOException("Failed to obtain the IP address (" + unknown.getMessage()
          + "); the DNS service may not be able to resolve it. Set LIBPROCESS_IP", unknown);
    }
    if (port != null && !port.matches("\\d{1,5}")) {
      throw new IllegalArgumentException("LIBPROCESS_PORT: '" + port + "' is not a port");
    }
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(address, port == null ? 0 : Integer.parseInt(port)), 1);
    return "scheduler-" + UUID.randomUUID() + "@" + address.getHostAddress() + ":" + socket.getLocalPort();
  }

  /** At the end: gives up leadership at once, by closing the session; tasks run on. */
  private void close() {
    try {
      framework.drop();
      session.close();
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }
}
