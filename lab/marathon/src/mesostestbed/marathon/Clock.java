package mesostestbed.marathon;

import java.text.SimpleDateFormat;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;

/** Points in time as Marathon's API writes them, and versions, which are points in time that never repeat. */
final class Clock {
  private static long lastVersionMs;

  private Clock() {}

  /** E.g. 2015-10-01T12:00:00.000Z. */
  static String text(long ms) {
    SimpleDateFormat format = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);
    format.setTimeZone(TimeZone.getTimeZone("UTC"));
    return format.format(new Date(ms));
  }

  /** The milliseconds of a text made by {@link #text}; 0 for any other. */
  static long milliseconds(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z") ? Instant.parse(text).toEpochMilli() : 0;
  }

  static String now() {
    return text(System.currentTimeMillis());
  }

  /** A version: now, or a millisecond after the last version. */
  static synchronized String version() {
    lastVersionMs = Math.max(System.currentTimeMillis(), lastVersionMs + 1);
    return text(lastVersionMs);
  }
}
