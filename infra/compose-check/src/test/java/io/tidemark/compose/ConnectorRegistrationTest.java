package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidemark.compose.Tool.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of the one-shot service against a server that answers as Kafka Connect does. */
class ConnectorRegistrationTest {

  private static final Path SCRIPT = ComposeFile.INFRA.resolve("connector-init/register");
  private static final Path CONNECTOR =
      ComposeFile.INFRA.resolve("connector/tidemark-postgres.properties");
  private static final String UNASSIGNED =
      "{\"connector\":{\"state\":\"RUNNING\"},\"tasks\":[],\"type\":\"source\"}";
  private static final String RUNNING = UNASSIGNED.replace("[]", "[{\"state\":\"RUNNING\"}]");
  private static final String FAILED = UNASSIGNED.replace("[]", "[{\"state\":\"FAILED\"}]");

  @TempDir Path folder;

  private final List<String> requests = new ArrayList<>();
  private final Deque<String> statuses = new ArrayDeque<>();
  private int putStatus = 200;
  private HttpServer connect;

  @BeforeEach
  void start() throws IOException {
    connect = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    connect.createContext("/connectors/payments/", this::answer);
    connect.start();
  }

  @AfterEach
  void stop() {
    connect.stop(0);
  }

  @Test
  void putsTheConfigurationAndWaitsForTheTask() throws IOException {
    statuses.addAll(List.of(UNASSIGNED, RUNNING));

    Result result = register("a.b = x=y # \"quoted\" \\d+ ${env:SECRET}", "# comment", "", "c=");

    assertThat(result.output()).isEqualTo("The connector 'payments' runs.\n");
    assertThat(result.exitCode()).isZero();
    assertThat(requests.get(0)).startsWith("PUT /connectors/payments/config ");
    assertThat(body(requests.get(0)))
        .isEqualTo(Map.of("a.b", "x=y # \"quoted\" \\d+ ${env:SECRET}", "c", ""));
    assertThat(requests.subList(1, 3)).containsOnly("GET /connectors/payments/status ");
  }

  @Test
  void aRefusalIsToldWithItsReason() throws IOException {
    putStatus = 400;

    Result result = register("a=b");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("refused the connector 'payments'", "no such class");
  }

  @Test
  void aFailedTaskIsTold() throws IOException {
    statuses.add(FAILED);

    Result result = register("a=b");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("The task of connector 'payments' failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a=1;b|line 2: expected key=value", "a=1;a=2|line 2: the key \"a\" is there twice"})
  void aFaultyFileIsRefusedWithItsLine(String lines, String message) throws IOException {
    Result result = register(lines.split(";", -1));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains(message);
    assertThat(requests).isEmpty();
  }

  @Test
  void theConnectorOfTheProjectBecomesJson() throws IOException {
    Result result =
        Tool.run(Map.of(), List.of("sh", SCRIPT.toString(), "--print", CONNECTOR.toString()));
    JsonNode config = new ObjectMapper().readTree(result.output());

    assertThat(config.path("connector.class").asText())
        .isEqualTo("io.debezium.connector.postgresql.PostgresConnector");
    assertThat(config.path("skipped.operations").asText()).isEqualTo("none");
    assertThat(config.size())
        .isEqualTo(
            (int)
                Files.readAllLines(CONNECTOR).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .count());
  }

  private Result register(String... lines) throws IOException {
    Path file = Files.write(folder.resolve("connector.properties"), List.of(lines));
    String url = "http://127.0.0.1:" + connect.getAddress().getPort();
    return Tool.run(
        Map.of("TIDEMARK_CONNECT_URL", url, "TIDEMARK_CONNECTOR", "payments"),
        List.of("sh", SCRIPT.toString(), file.toString()));
  }

  private static Object body(String request) throws IOException {
    return new ObjectMapper().readValue(request.substring(request.indexOf('{')), Object.class);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add("%s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body));
    boolean put = exchange.getRequestMethod().equals("PUT");
    String answer = put ? "{\"message\":\"no such class\"}" : statuses.remove();
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(put ? putStatus : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
