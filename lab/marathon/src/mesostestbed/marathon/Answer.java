package mesostestbed.marathon;

import org.json.JSONObject;

/** An answer of the HTTP API. */
final class Answer {
  /** A request that is not done, and why. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Answer answer;

    /** Answers with {"message": message}. */
    Refusal(int status, String message) {
      this(status, message, new JSONObject());
    }

    /** Answers with {"message": message} and further members. */
    Refusal(int status, String message, JSONObject members) {
      super(message);
      answer = new Answer(status, members.put("message", message));
    }

    Answer answer() {
      return answer;
    }
  }

  final int status;
  final String contentType;
  final String body;

  /**
   * @param json a JSONObject or JSONArray
   */
  Answer(int status, Object json) {
    this(status, "application/json", json.toString());
  }

  Answer(int status, String contentType, String body) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
  }
}
