package io.tidemark.torture.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.torture.system.CouldNotTell;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The connector, by Connect's REST interface. */
final class Connector {
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * A connector.
   *
   * @param settings the home's addresses
   */
  Connector(Map<String, String> settings) {
    url =
        settings.get("TIDEMARK_CONNECT_URL") + "/connectors/" + settings.get("TIDEMARK_CONNECTOR");
  }

  /** Change one of its settings; whether Connect took it. */
  boolean set(String key, String value) {
    try {
      ObjectNode config = (ObjectNode) send(HttpRequest.newBuilder(uri("/config")).GET());
      config.put(key, value);
      send(
          HttpRequest.newBuilder(uri("/config"))
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString(config.toString())));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Restart it with its task; whether Connect took it. */
  boolean restart() {
    return took(
        HttpRequest.newBuilder(uri("/restart?includeTasks=true")).POST(BodyPublishers.noBody()));
  }

  /** Let it rest until somebody resumes it; whether Connect took it. */
  boolean stop() {
    return took(HttpRequest.newBuilder(uri("/stop")).PUT(BodyPublishers.noBody()));
  }

  /** Let it go on; whether Connect took it. */
  boolean resume() {
    return took(HttpRequest.newBuilder(uri("/resume")).PUT(BodyPublishers.noBody()));
  }

  private boolean took(HttpRequest.Builder request) {
    try {
      send(request);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private URI uri(String path) {
    return URI.create(url + path);
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(ANSWER).build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IOException("Connect answers " + answer.statusCode() + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("interrupted", e);
    }
  }
}
