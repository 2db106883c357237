package io.tidemark.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.config.ConnectConfig;
import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Debezium connector, by the REST interface of its Kafka Connect worker. */
final class Connector {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A task that failed keeps that state until the connector's next one runs. */
  private static final Duration OLD_FAILURE = Duration.ofSeconds(20);

  private static final long POLL_MS = 300;

  private final ConnectConfig config;
  private final String address;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  Connector(ConnectConfig config) {
    this.config = config;
    String url = config.url();
    address =
        (url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
            + "/connectors/"
            + URLEncoder.encode(config.connector(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Stop it, and wait until it has let go of its slot. */
  void stop() {
    send("PUT", "/stop");
    await("STOPPED");
  }

  /** Let it forget where it was: its next start reads all tables first. It must be stopped. */
  void forgetOffsets() {
    send("DELETE", "/offsets");
  }

  /** Start it, and wait until its task runs. */
  void resume() {
    send("PUT", "/resume");
    await("RUNNING");
  }

  /** Start what failed of it and its task; what runs goes on. Connect does it in its own time. */
  void restartFailed() {
    send("POST", "/restart?includeTasks=true&onlyFailed=true");
  }

  /** What failed of it, as the worker tells it; empty while it runs, or was stopped by somebody. */
  Optional<String> failure() {
    JsonNode status = send("GET", "/status");
    JsonNode connector = status.path("connector");
    if (has(connector, "FAILED")) {
      return Optional.of(connector.path("trace").asText());
    }
    return status
        .path("tasks")
        .valueStream()
        .filter(task -> has(connector, "RUNNING") && has(task, "FAILED"))
        .map(task -> task.path("trace").asText())
        .findFirst();
  }

  private void await(String wanted) {
    long began = System.nanoTime();
    JsonNode status = send("GET", "/status");
    while (!is(status, wanted)) {
      boolean failed = has(status.at("/tasks/0"), "FAILED");
      Duration patience = failed ? OLD_FAILURE : PATIENCE;
      if (System.nanoTime() - began > patience.toNanos()) {
        throw TidemarkException.external(
            "The connector '%s' does not become %s".formatted(config.connector(), wanted),
            "Kafka Connect says " + status,
            "Read its log, mend what it says and try again (./tidemark doctor)");
      }
      pause();
      status = send("GET", "/status");
    }
  }

  private static boolean is(JsonNode status, String wanted) {
    JsonNode tasks = status.path("tasks");
    return has(status.path("connector"), wanted)
        && (wanted.equals("STOPPED")
            ? tasks.valueStream().allMatch(task -> has(task, "FAILED"))
            : has(tasks.path(0), wanted));
  }

  private static boolean has(JsonNode part, String state) {
    return part.path("state").asText().equals(state);
  }

  private JsonNode send(String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw failure(method + " " + path + ": " + response.body(), null);
      }
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw failure(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka Connect", e);
    }
  }

  private TidemarkException failure(String why, IOException cause) {
    TidemarkException failure =
        TidemarkException.external(
            "Kafka Connect at '%s' does not do what it was asked for".formatted(config.url()),
            why,
            "Start the worker (./tidemark up), or mend source.connect");
    return cause == null ? failure : failure.causedBy(cause);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the connector", e);
    }
  }
}
