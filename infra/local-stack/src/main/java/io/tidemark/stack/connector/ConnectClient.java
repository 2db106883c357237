package io.tidemark.stack.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Kafka Connect's REST interface, as much of it as is needed here. */
public final class ConnectClient {
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  /** Longer than Connect itself takes to give up on a connector's validation. */
  private static final Duration ANSWERING = Duration.ofSeconds(100);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECTING).build();

  /**
   * A client of one worker.
   *
   * @param url such as {@code http://127.0.0.1:18083}
   */
  public ConnectClient(String url) {
    this.url = url;
  }

  /** An HTTP status with its body. */
  record Answer(int status, String body) {
    boolean ok() {
      return status >= 200 && status < 300;
    }

    /** Connect's own words of what is wrong, or else the whole body. */
    String message() {
      try {
        JsonNode message = JSON.readTree(body).path("message");
        return message.isTextual() ? message.asText() : body;
      } catch (IOException notJson) {
        return body;
      }
    }
  }

  /** Whether it answers and has joined its group, so that it can take a connector. */
  public boolean answers() {
    try {
      return send(request("/connectors").timeout(CONNECTING).GET()).ok();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Create the connector, or give it these settings. */
  Answer put(String name, Map<String, String> settings) throws IOException {
    return send(
        request("/connectors/" + name + "/config")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(JSON.writeValueAsString(settings))));
  }

  /** Start what has failed of it once more. */
  Answer restartFailed(String name) throws IOException {
    return send(
        request("/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true")
            .POST(BodyPublishers.noBody()));
  }

  /** How the connector is; never throws. */
  public ConnectorStatus status(String name) {
    try {
      Answer answer = send(request("/connectors/" + name + "/status").timeout(CONNECTING).GET());
      if (answer.status() == 404) {
        return ConnectorStatus.absent(name);
      }
      return answer.ok() ? parse(name, answer.body()) : ConnectorStatus.unknown(name);
    } catch (IOException silent) {
      return ConnectorStatus.unknown(name);
    }
  }

  static ConnectorStatus parse(String name, String body) throws IOException {
    JsonNode root = JSON.readTree(body);
    JsonNode connector = root.path("connector");
    JsonNode task = root.path("tasks").path(0);
    String error = task.path("trace").asText(connector.path("trace").asText(null));
    return new ConnectorStatus(
        name, connector.path("state").asText("UNKNOWN"), task.path("state").asText("NONE"), error);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWERING);
  }

  private Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
