package mesostestbed.marathon;

import org.json.JSONObject;

/** Where a task is or may go: what constraints look at. */
final class Place {
  final String hostname;
  private final JSONObject attributes;

  Place(String hostname, JSONObject attributes) {
    this.hostname = hostname;
    this.attributes = attributes;
  }

  /** The value of hostname or of an attribute, as text; null when the slave has none of that name. */
  String value(String field) {
    if (field.equals("hostname")) {
      return hostname;
    }
    return attributes.has(field) ? String.valueOf(attributes.get(field)) : null;
  }

  JSONObject attributes() {
    return attributes;
  }
}
