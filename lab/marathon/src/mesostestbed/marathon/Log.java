package mesostestbed.marathon;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Locale;

/** The log: lines on standard error in the shape of Marathon 0.11's console log. */
final class Log {
  private static final String[] LEVELS = {"all", "trace", "debug", "info", "warn", "error", "fatal", "off"};
  private static int threshold = rank("info");

  private Log() {}

  /**
   * Sets the lowest level that is printed.
   *
   * @param level one of all, trace, debug, info, warn, error, fatal, off, in any case
   * @throws IllegalArgumentException for another word
   */
  static void setLevel(String level) {
    threshold = rank(level);
  }

  private static int rank(String level) {
    for (int i = 0; i < LEVELS.length; i++) {
      if (LEVELS[i].equals(level.toLowerCase(Locale.ROOT))) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "--logging_level: '" + level + "' is not one of " + String.join(", ", LEVELS));
  }

  static void debug(String text) {
    write("debug", text);
  }

  static void info(String text) {
    write("info", text);
  }

  static void warn(String text) {
    write("warn", text);
  }

  static void error(String text) {
    write("error", text);
  }

  /** Logs an error with the stack of what caused it. */
  static void error(String text, Throwable cause) {
    StringWriter stack = new StringWriter();
    cause.printStackTrace(new PrintWriter(stack));
    write("error", text + "\n" + stack);
  }

  private static synchronized void write(String level, String text) {
    if (rank(level) < threshold) {
      return;
    }
    String time = new SimpleDateFormat("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).format(new Date());
    System.err.println("[" + time + "] " + level.toUpperCase(Locale.ROOT) + " " + text.trim() + " ("
        + Thread.currentThread().getName() + ")");
  }
}
