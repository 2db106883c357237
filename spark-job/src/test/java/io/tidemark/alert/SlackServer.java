package io.tidemark.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Speaks Slack's protocol on loopback, and answers as it is told to. */
final class SlackServer implements AutoCloseable {
  /** One answer; {@code status} 0 never answers. */
  record Answer(int status, String body, String retryAfter) {
    static final Answer OK = new Answer(200, "{\"ok\":true,\"ts\":\"1.2\"}", null);
    static final Answer HANG = new Answer(0, "", null);

    static Answer error(String error) {
      return new Answer(200, "{\"ok\":false,\"error\":\"" + error + "\"}", null);
    }

    static Answer status(int status) {
      return new Answer(status, "", null);
    }

    static Answer tooMany(String retryAfter) {
      return new Answer(429, "{\"ok\":false,\"error\":\"ratelimited\"}", retryAfter);
    }
  }

  /** A call that arrived. */
  record Call(String path, String authorization, Map<String, String> form, long atNanos) {
    String text() {
      return form.get("text");
    }
  }

  final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Deque<Answer> script = new ConcurrentLinkedDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Answer usual = Answer.OK;

  SlackServer(Answer... first) {
    this(0, first);
  }

  /** On a given port; 0 takes a free one. */
  SlackServer(int port, Answer... first) {
    script.addAll(Arrays.asList(first));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** What to answer when the script is over. */
  void usually(Answer answer) {
    usual = answer;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String apiUrl() {
    return "http://127.0.0.1:" + port() + "/api/";
  }

  List<String> texts() {
    return calls.stream().map(Call::text).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      calls.add(
          new Call(
              exchange.getRequestURI().getPath(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              form(body),
              System.nanoTime()));
      Answer answer = script.isEmpty() ? usual : script.poll();
      if (answer.status() == 0) {
        closed.await();
        return;
      }
      if (answer.retryAfter() != null) {
        exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
      }
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> form(String body) {
    return Arrays.stream(body.split("&"))
        .map(pair -> pair.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> decode(pair[0]), pair -> decode(pair[1])));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
