package mesostestbed.marathon;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Marathon 0.11's command line, parsed strictly: every name of that version is known, any other is an error. The names
 * come from its docs/command-line-flags.md and MarathonConf.scala.
 */
final class Flags {
  /** A command line that Marathon would refuse; the message says what and why. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /** What a flag takes: nothing, a whole number or any text. */
  private enum Kind { SWITCH, NUMBER, TEXT }

  private static final class Flag {
    final Kind kind;
    final String fallback;
    final boolean acted;

    Flag(Kind kind, String fallback, boolean acted) {
      this.kind = kind;
      this.fallback = fallback;
      this.acted = acted;
    }
  }

  private static final Map<String, Flag> KNOWN = new LinkedHashMap<>();

  private static void known(Kind kind, boolean acted, String... namesAndDefaults) {
    for (String entry : namesAndDefaults) {
      String[] parts = entry.split("=", 2);
      KNOWN.put(parts[0], new Flag(kind, parts.length == 2 ? parts[1] : null, acted));
    }
  }

  static {
    known(Kind.TEXT, true, "master", "zk=zk://localhost:2181/marathon", "hostname", "http_address",
        "http_credentials", "mesos_user", "mesos_role", "framework_name=marathon", "webui_url",
        "mesos_authentication_principal", "mesos_authentication_secret_file", "event_subscriber", "http_endpoints",
        "logging_level=info");
    known(Kind.NUMBER, true, "http_port=8080", "https_port=8443", "failover_timeout=604800",
        "task_launch_timeout=300000", "zk_timeout=10000", "zk_session_timeout=1800000",
        "reconciliation_initial_delay=15000", "reconciliation_interval=300000", "local_port_min=10000",
        "local_port_max=20000", "max_tasks_per_offer=5", "min_revive_offers_interval=5000",
        "decline_offer_duration=120000");
    known(Kind.SWITCH, true, "ha=true", "checkpoint=true");
    known(Kind.TEXT, false, "mesos_leader_ui_url", "executor=//cmd", "access_control_allow_origin",
        "default_accepted_resource_roles", "artifact_store", "env_vars_prefix", "https_address", "http_realm",
        "ssl_keystore_path", "ssl_keystore_password", "assets_path", "reporter_graphite", "reporter_datadog",
        "internal_store_backend=zk");
    known(Kind.NUMBER, false, "task_launch_confirm_timeout=300000", "scale_apps_initial_delay=15000",
        "scale_apps_interval=300000", "marathon_store_timeout=2000", "leader_proxy_connection_timeout=5000",
        "leader_proxy_read_timeout=10000", "zk_max_versions=25", "launch_token_refresh_interval=30000",
        "launch_tokens=100", "offer_matching_timeout=1000", "save_tasks_to_launch_timeout=3000",
        "revive_offers_repetitions=3", "http_max_concurrent_requests", "event_stream_max_outstanding_messages=50");
    known(Kind.SWITCH, false, "disable_http", "disable_revive_offers_for_new_apps");
  }

  private final Map<String, String> values = new LinkedHashMap<>();

  private Flags() {}

  /**
   * Parses a command line.
   *
   * @param arguments {@code --name value} pairs; a switch has no value. A flag given twice has its last value, since
   *     bin/start puts what it takes from the environment first and the command line wins
   * @throws UsageException for an unknown name, a missing or malformed value, or a missing --master
   */
  static Flags parse(String[] arguments) throws UsageException {
    Flags flags = new Flags();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        throw new UsageException("Excess arguments provided: '" + argument + "'");
      }
      String name = argument.substring(2);
      Flag flag = KNOWN.get(name);
      if (flag == null) {
        throw new UsageException("Unknown option '" + name + "'. --help lists the options of Marathon 0.11");
      }
      if (flag.kind == Kind.SWITCH) {
        flags.values.put(name, "true");
      } else {
        if (i + 1 == arguments.length) {
          throw new UsageException("Option '" + name + "' needs a value");
        }
        flags.values.put(name, arguments[++i]);
      }
      if (flag.kind == Kind.NUMBER && !flags.values.get(name).matches("\\d{1,18}")) {
        throw new UsageException(
            "Bad arguments for option '" + name + "': '" + arguments[i] + "' is not a whole number");
      }
      if (!flag.acted) {
        Log.warn("--" + name + " is an option of Marathon 0.11, but the stand-in does not act on it");
      }
    }
    if (flags.text("master") == null) {
      throw new UsageException("Required option 'master' not found");
    }
    return flags;
  }

  /** The text of --help: every known option, one a line, those that nothing happens for marked. */
  static String help() {
    StringBuilder text = new StringBuilder("Marathon 0.11.0 (stand-in of the test bed, not the real Marathon)\n"
        + "Usage: bin/start --master zk://HOST:PORT/mesos|HOST:PORT [--OPTION VALUE]...\n");
    for (Map.Entry<String, Flag> entry : KNOWN.entrySet()) {
      Flag flag = entry.getValue();
      text.append("  --").append(entry.getKey());
      text.append(flag.kind == Kind.SWITCH ? "" : flag.kind == Kind.NUMBER ? " NUMBER" : " TEXT");
      text.append(flag.fallback == null ? "" : "  (default " + flag.fallback + ")");
      text.append(flag.acted ? "\n" : "  (known, not acted on)\n");
    }
    return text.toString();
  }

  /** The value of a flag, its default, or null where it has neither. */
  String text(String name) {
    return values.containsKey(name) ? values.get(name) : KNOWN.get(name).fallback;
  }

  /** The value of a numeric flag that has a default; milliseconds where the flag is a time, except failover_timeout. */
  long number(String name) {
    return Long.parseLong(text(name));
  }

  /** Sets a value that the command line left out and that the machine decides (--hostname, --mesos_user). */
  void setIfAbsent(String name, String value) {
    if (text(name) == null) {
      values.put(name, value);
    }
  }
}
