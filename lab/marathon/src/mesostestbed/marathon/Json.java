package mesostestbed.marathon;

import org.json.JSONException;
import org.json.JSONObject;
import org.json.JSONParserConfiguration;

/** Reading JSON strictly: org.json by itself also takes unquoted names, comments' leftovers and trailing text. */
final class Json {
  private static final JSONParserConfiguration STRICT = new JSONParserConfiguration().withStrictMode(true);

  private Json() {}

  /**
   * Reads one object.
   *
   * @throws JSONException when the text is anything else
   */
  static JSONObject object(String text) {
    return new JSONObject(text, STRICT);
  }

  /** Whether a member is absent or null. */
  static boolean absent(JSONObject object, String name) {
    return !object.has(name) || object.isNull(name);
  }
}
