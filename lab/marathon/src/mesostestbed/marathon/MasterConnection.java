package mesostestbed.marathon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.json.JSONException;
import org.json.JSONObject;

/** One subscription to one master, by the protocol between the stand-ins (lab/mesos/PROTOCOL.md). */
final class MasterConnection {
  /** Told in the reader's thread; an implementation passes on to its own. */
  interface Listener {
    /** An event of the stream. */
    void event(MasterConnection from, JSONObject event);

    /**
     * The stream did not come about, or ended.
     *
     * @param refused whether the master refused the credentials, so that trying again is no use
     */
    void ended(MasterConnection from, String reason, boolean refused);
  }

  private static final int CONNECT_TIMEOUT_MS = 5000;
  private static final int CALL_TIMEOUT_MS = 10000;
  /** Three heartbeats of 5 s: the protocol's limit for a silent stream. */
  private static final int SILENCE_TIMEOUT_MS = 15000;

  private final String address;
  private final Listener listener;
  private volatile boolean dropped;
  private volatile HttpURLConnection stream;
  private String frameworkId;
  private String streamId;

  /**
   * @param address host:port of the master
   */
  MasterConnection(String address, Listener listener) {
    this.address = address;
    this.listener = listener;
  }

  /**
   * Subscribes in a thread of its own.
   *
   * @param framework the object `framework` of SUBSCRIBE
   * @param pid what the master shows as the framework's pid
   * @param secret the secret of framework.principal, or null to go without authentication
   */
  void start(JSONObject framework, String pid, byte[] secret) {
    Thread reader = new Thread(() -> run(framework, pid, secret), "master-" + address);
    reader.setDaemon(true);
    reader.start();
  }

  /** Closes the stream; nothing more is told. */
  void drop() {
    dropped = true;
    HttpURLConnection open = stream;
    if (open != null) {
      // disconnect() waits for the reader's read to return, that is for the next heartbeat: not here, where a new master
      // or the end of the process would wait as well.
      Thread closer = new Thread(open::disconnect, "close-" + address);
      closer.setDaemon(true);
      closer.start();
    }
  }

  /** Remembers what every call carries, from the event SUBSCRIBED. */
  void subscribed(JSONObject event) {
    frameworkId = event.getString("framework_id");
    streamId = event.getString("stream_id");
  }

  /**
   * Makes a call of the subscribed framework.
   *
   * @param call its keys, without framework_id and stream_id, which are added
   * @throws IOException when the master does not answer with 202
   */
  void call(JSONObject call) throws IOException {
    call.put("framework_id", frameworkId).put("stream_id", streamId);
    HttpURLConnection connection = post("/standin/scheduler", call, CALL_TIMEOUT_MS);
    int status = connection.getResponseCode();
    if (status != 202) {
      throw new IOException(call.getString("type") + " was answered with " + status + " " + body(connection));
    }
    body(connection);
  }

  private void run(JSONObject framework, String pid, byte[] secret) {
    try {
      JSONObject subscribe = new JSONObject().put("type", "SUBSCRIBE").put("framework", framework).put("pid", pid);
      if (secret != null) {
        subscribe.put("authentication", authentication(framework.getString("principal"), secret));
      }
      if (dropped) {
        return;
      }
      stream = post("/standin/scheduler", subscribe, SILENCE_TIMEOUT_MS);
      int status = stream.getResponseCode();
      if (status != 200) {
        end("the master answered SUBSCRIBE with " + status + " " + body(stream), status == 401);
        return;
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null && !dropped; line = lines.readLine()) {
        listener.event(this, Json.object(line));
      }
      end("the master closed the stream", false);
    } catch (IOException | GeneralSecurityException | JSONException failure) {
      end(failure.getClass().getSimpleName() + ": " + failure.getMessage(), false);
    } finally {
      if (stream != null) {
        stream.disconnect();
      }
    }
  }

  private void end(String reason, boolean refused) {
    if (!dropped) {
      listener.ended(this, reason, refused);
    }
  }

  /** CRAM-MD5 (RFC 2195): the challenge signed with HMAC-MD5, keyed with the secret. */
  private JSONObject authentication(String principal, byte[] secret) throws IOException, GeneralSecurityException {
    HttpURLConnection connection =
        post("/standin/authenticate", new JSONObject().put("principal", principal), CALL_TIMEOUT_MS);
    int status = connection.getResponseCode();
    String answer = body(connection);
    if (status != 200) {
      throw new IOException("the master answered the request for a challenge with " + status + " " + answer);
    }
    String challenge = Json.object(answer).getString("challenge");
    Mac mac = Mac.getInstance("HmacMD5");
    mac.init(new SecretKeySpec(secret, "HmacMD5"));
    StringBuilder response = new StringBuilder();
    for (byte digit : mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8))) {
      response.append(String.format("%02x", digit));
    }
    return new JSONObject().put("principal", principal).put("challenge", challenge)
        .put("response", response.toString());
  }

  private HttpURLConnection post(String path, JSONObject content, int readTimeoutMs) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) new URL("http://" + address + path).openConnection();
    connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
    connection.setReadTimeout(readTimeoutMs);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    // Not in streaming mode, in which the text of a 401 is lost.
    try (OutputStream out = connection.getOutputStream()) {
      out.write(content.toString().getBytes(StandardCharsets.UTF_8));
    }
    return connection;
  }

  /** The rest of an answer, at most 4 KiB of it. */
  private static String body(HttpURLConnection connection) throws IOException {
    InputStream in = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (in == null) {
      return "";
    }
    byte[] bytes = new byte[4096];
    int length = 0;
    for (int read = in.read(bytes); read > 0; read = in.read(bytes, length, bytes.length - length)) {
      length += read;
    }
    in.close();
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
