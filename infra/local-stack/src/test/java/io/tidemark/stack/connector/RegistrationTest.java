package io.tidemark.stack.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as Connect does in its awkward moments. */
final class RegistrationTest {
  private static final String RUNNING = status("RUNNING", "RUNNING", "");
  private static final String TRACE =
      "org.ConnectException: outer\\n"
          + "\\tat x\\n"
          + "Caused by: PSQLException: the slot is gone\\n"
          + "\\tat y";

  @TempDir private Path folder;
  private final Queue<String> answers = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    String answer = answers.size() > 1 ? answers.remove() : answers.element();
    byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String status(String connector, String task, String trace) {
    return "200 {\"name\":\"c\",\"connector\":{\"state\":\"%s\"},\"tasks\":[{\"state\":\"%s\",\"trace\":\"%s\"}]}"
        .formatted(connector, task, trace);
  }

  private void register() {
    Path log = folder.resolve("connect.log");
    new Registration(client(), "c", log, Progress.silent())
        .run(Map.of("a", "b"), Duration.ofSeconds(5));
  }

  private ConnectClient client() {
    return new ConnectClient("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void itWaitsThroughARebalanceAndForTheTask() {
    answers.addAll(
        List.of(
            "409 {\"message\":\"a rebalance is expected\"}",
            "201 {}",
            "404 {}",
            status("RUNNING", "UNASSIGNED", ""),
            RUNNING));
    assertThatCode(this::register).doesNotThrowAnyException();
    assertThat(requests.subList(0, 2)).containsOnly("PUT /connectors/c/config");
  }

  @Test
  void refusedSettingsAreToldInConnectsWords() {
    answers.add("400 {\"error_code\":400,\"message\":\"slot.name is invalid\"}");
    assertThatThrownBy(this::register)
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("The connector 'c' does not run")
        .hasMessageContaining("Connect refuses its settings: slot.name is invalid");
  }

  @Test
  void aFailedTaskIsStartedOnceMore() {
    answers.addAll(List.of("200 {}", status("RUNNING", "FAILED", TRACE), "202 {}", RUNNING));
    assertThatCode(this::register).doesNotThrowAnyException();
    assertThat(requests).contains("POST /connectors/c/restart?includeTasks=true&onlyFailed=true");
  }

  @Test
  void aTaskThatFailsAgainIsToldWithTheInnermostReasonAndTheLog() throws IOException {
    Files.writeString(folder.resolve("connect.log"), "INFO x\nERROR the slot is gone, really\n");
    answers.addAll(List.of("200 {}", status("RUNNING", "FAILED", TRACE)));
    assertThatThrownBy(this::register)
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("it has failed: PSQLException: the slot is gone")
        .hasMessageContaining("| ERROR the slot is gone, really")
        .hasMessageContaining("read " + folder.resolve("connect.log"));
  }

  @Test
  void aServerThatIsNotThereIsUnknownAndNotAnError() {
    server.stop(0);
    assertThat(client().answers()).isFalse();
    assertThat(client().status("c")).isEqualTo(ConnectorStatus.unknown("c"));
  }

  @Test
  void aConnectorThatIsNotThereIsAbsent() {
    answers.add("404 {}");
    assertThat(client().status("c").state()).isEqualTo("ABSENT");
  }
}
