package mesostestbed.marathon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.json.JSONObject;

/** The HTTP server: authentication, reading, writing, and handing over to {@link Routes} in the scheduler's loop. */
final class ApiServer {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int THREADS = 4;

  private final HttpServer server;
  private final Routes routes;
  private final ScheduledExecutorService loop;
  private final long timeoutMs;
  private final byte[] expectedAuthorization;

  /**
   * Binds the port; a port in use is an IOException.
   *
   * @param credentials user:password for every endpoint, or null for none
   * @param timeoutMs how long a request may wait for the scheduler, which waits for ZooKeeper (--zk_timeout)
   */
  ApiServer(InetSocketAddress address, String credentials, Routes routes, ScheduledExecutorService loop, long timeoutMs)
      throws IOException {
    this.routes = routes;
    this.loop = loop;
    this.timeoutMs = timeoutMs;
    expectedAuthorization = credentials == null ? null
        : ("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
            .getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.createContext("/", this::handle);
  }

  void start() {
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      Answer answer;
      if (!authorized(exchange)) {
        // Marathon's default of --http_realm.
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"Mesosphere\"");
        answer = new Answer(401, new JSONObject().put("message", "HTTP credentials are required"));
      } else {
        answer = answer(exchange);
      }
      send(exchange, answer);
    } catch (RuntimeException failure) {
      Log.error("request failed: " + exchange.getRequestURI(), failure);
      send(exchange, new Answer(500, new JSONObject().put("message", String.valueOf(failure.getMessage()))));
    } finally {
      exchange.close();
    }
  }

  private boolean authorized(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return expectedAuthorization == null || (given != null
        && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expectedAuthorization));
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String body = read(exchange.getRequestBody());
    if (body == null) {
      return new Answer(413, new JSONObject().put("message", "the body is larger than " + MAX_BODY_BYTES + " bytes"));
    }
    Callable<Answer> work = () -> routes.answer(exchange.getRequestMethod(), exchange.getRequestURI(), body);
    Future<Answer> future = loop.submit(work);
    try {
      return future.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      return new Answer(503, new JSONObject().put("message",
          "no answer from ZooKeeper or the master within " + timeoutMs + " ms; the request may still be carried out"));
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      return new Answer(503, new JSONObject().put("message", "shutting down"));
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Answer.Refusal) {
        return ((Answer.Refusal) failure.getCause()).answer();
      }
      Log.error(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " failed", failure.getCause());
      return new Answer(500, new JSONObject().put("message", String.valueOf(failure.getCause())));
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytes.write(buffer, 0, count);
      if (bytes.size() > MAX_BODY_BYTES) {
        return null;
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType);
    exchange.getResponseHeaders().set("Server", "Marathon stand-in of the test bed");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
