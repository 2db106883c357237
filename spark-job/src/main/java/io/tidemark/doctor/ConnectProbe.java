package io.tidemark.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.config.ConnectConfig;
import io.tidemark.doctor.ConnectFacts.Connector;
import io.tidemark.doctor.ConnectFacts.Task;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a Kafka Connect worker by its REST interface. */
final class ConnectProbe {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String base;
  private final HttpClient client;

  private ConnectProbe(String url) {
    base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  }

  /**
   * What the worker says.
   *
   * @throws IOException if it cannot be reached or answers nonsense
   */
  static ConnectFacts ask(ConnectConfig config) throws IOException {
    ConnectProbe probe = new ConnectProbe(config.url());
    List<String> names = new ArrayList<>();
    probe.get("/connectors").orElse(JSON.createArrayNode()).forEach(n -> names.add(n.asText()));
    String path =
        "/connectors/"
            + URLEncoder.encode(config.connector(), StandardCharsets.UTF_8).replace("+", "%20");
    Optional<JsonNode> status = probe.get(path + "/status");
    if (status.isEmpty()) {
      return new ConnectFacts(names, Optional.empty());
    }
    List<Task> tasks = new ArrayList<>();
    for (JsonNode task : status.get().path("tasks")) {
      tasks.add(new Task(task.path("state").asText(), task.path("trace").asText()));
    }
    Map<String, String> settings = new HashMap<>();
    probe
        .get(path + "/config")
        .orElse(JSON.createObjectNode())
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), setting.getValue().asText()));
    String state = status.get().path("connector").path("state").asText();
    return new ConnectFacts(names, Optional.of(new Connector(state, tasks, settings)));
  }

  /** The answer; empty if there is no such thing. */
  private Optional<JsonNode> get(String path) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw new IOException("HTTP " + response.statusCode() + " for " + path);
      }
      return Optional.of(JSON.readTree(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking for " + path, e);
    }
  }
}
