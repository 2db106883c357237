package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tidemark.config.ConnectConfig;
import io.tidemark.config.LakeConfig;
import io.tidemark.doctor.ConnectFacts.Connector;
import io.tidemark.doctor.ConnectFacts.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbesTest {
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String answer = answers.get(exchange.getRequestURI().getRawPath());
            byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
            int status = answer == null ? 404 : answer.startsWith("!") ? 500 : 200;
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void connectIsAskedForTheConnectorItsTaskAndItsSettings() throws IOException {
    answers.put("/connectors", "[\"my connector\",\"other\"]");
    answers.put(
        "/connectors/my%20connector/status",
        """
        {"name":"my connector","connector":{"state":"RUNNING","worker_id":"w"},
         "tasks":[{"id":0,"state":"FAILED","worker_id":"w","trace":"boom"}],"type":"source"}
        """);
    answers.put("/connectors/my%20connector/config", "{\"topic.prefix\":\"p\",\"name\":\"n\"}");

    ConnectFacts facts = ConnectProbe.ask(config());

    assertThat(facts.names()).containsExactly("my connector", "other");
    assertThat(facts.connector())
        .contains(
            new Connector(
                "RUNNING",
                List.of(new Task("FAILED", "boom")),
                Map.of("topic.prefix", "p", "name", "n")));
  }

  @Test
  void aConnectorThatIsNotThereIsNone() throws IOException {
    answers.put("/connectors", "[]");
    assertThat(ConnectProbe.ask(config()).connector()).isEmpty();
  }

  @Test
  void anErrorOfConnectIsAnError() {
    answers.put("/connectors", "!");
    assertThatThrownBy(() -> ConnectProbe.ask(config()))
        .isInstanceOf(IOException.class)
        .hasMessage("HTTP 500 for /connectors");
  }

  @Test
  void aLakeThatIsNotThereYetIsJudgedByTheFolderAbove(@TempDir Path folder) throws IOException {
    LakeFacts facts = LakeProbe.ask(new LakeConfig(folder.resolve("a/b").toString()));

    assertThat(facts.exists()).isFalse();
    assertThat(facts.failure()).isNull();
    assertThat(facts.freeBytes()).isPositive();
    assertThat(facts.type()).isNotBlank();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLakeIsExaminedByItsAddressTooAndNothingIsLeftBehind(@TempDir Path folder)
      throws IOException {
    LakeFacts facts = LakeProbe.ask(new LakeConfig(folder.toUri().toString()));

    assertThat(facts.exists()).isTrue();
    assertThat(facts.path()).isEqualTo(folder.toString());
    assertThat(facts.failure()).isNull();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aLakeThatIsAFileCannotBeWritten(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("lake"));
    LakeFacts facts = LakeProbe.ask(new LakeConfig(file.toString()));
    assertThat(facts.failure()).isEqualTo("Not a directory");
    assertThat(LakeChecks.of(facts).get(0).what())
        .isEqualTo("Nothing can be written at \"" + file + "\": Not a directory");
  }

  private ConnectConfig config() {
    return new ConnectConfig(
        "http://127.0.0.1:" + server.getAddress().getPort() + "/", "my connector");
  }
}
