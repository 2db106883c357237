package io.tidemark.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.config.ConnectConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connector whose slot is gone: its task has failed, and that is no news. */
class ConnectorTest {
  private final ArrayDeque<String> statuses = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer connect;

  @BeforeEach
  void begin() throws IOException {
    connect = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    connect.createContext(
        "/connectors/tidemark/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(exchange.getRequestMethod() + " " + path.substring(path.lastIndexOf('/')));
          String answer = path.endsWith("/status") ? statuses.remove() : "";
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    connect.start();
  }

  @AfterEach
  void end() {
    connect.stop(0);
  }

  @Test
  void aConnectorWhoseTaskHasFailedCanBeStoppedAndBeginAnew() {
    statuses.add(status("RUNNING", "FAILED"));
    statuses.add(status("STOPPED", "FAILED"));
    Connector connector = connector();
    connector.stop();
    assertThat(statuses).isEmpty();
    connector.forgetOffsets();
    statuses.add(status("STOPPED", "FAILED"));
    statuses.add(status("RUNNING", "FAILED"));
    statuses.add(status("RUNNING", "RUNNING"));
    connector.resume();
    assertThat(statuses).isEmpty();
    assertThat(asked).contains("PUT /stop", "DELETE /offsets", "PUT /resume");
  }

  @Test
  void onlyWhatFailedByItselfIsAFailure() {
    statuses.add(status("RUNNING", "RUNNING"));
    statuses.add(status("STOPPED", "FAILED"));
    statuses.add(status("PAUSED", "FAILED"));
    statuses.add(status("RUNNING", "FAILED"));
    statuses.add(status("FAILED", "RUNNING"));
    Connector connector = connector();
    assertThat(connector.failure()).isEmpty();
    assertThat(connector.failure()).isEmpty();
    assertThat(connector.failure()).isEmpty();
    assertThat(connector.failure()).contains("a trace of the task");
    assertThat(connector.failure()).contains("a trace of the connector");
    connector.restartFailed();
    assertThat(asked).endsWith("POST /restart?includeTasks=true&onlyFailed=true");
  }

  private Connector connector() {
    int port = connect.getAddress().getPort();
    return new Connector(new ConnectConfig("http://127.0.0.1:" + port, "tidemark"));
  }

  private static String status(String connector, String task) {
    return """
    {"connector":{"state":"%s","trace":"a trace of the connector"},
     "tasks":[{"id":0,"state":"%s","trace":"a trace of the task"}]}
    """
        .formatted(connector, task);
  }
}
