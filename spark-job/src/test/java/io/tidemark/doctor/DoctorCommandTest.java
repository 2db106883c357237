package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DoctorCommandTest {
  @Test
  void whenNothingAnswersEverythingIsToldAndTheExitCodeIsOne(@TempDir Path folder)
      throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            """
            source:
              kafka: {bootstrap-servers: "127.0.0.1:%1$d", topic-prefix: p}
              postgres: {jdbc-url: "jdbc:postgresql://127.0.0.1:%1$d/d", user: u}
              connect: {url: "http://127.0.0.1:%1$d", connector: c}
            lake: {path: "%2$s"}
            """
                .formatted(closed, folder.resolve("lake")));
    StringWriter out = new StringWriter();

    int exit =
        new CommandLine(new DoctorCommand())
            .setOut(new PrintWriter(out))
            .execute("--config", config.toString(), "--json");

    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(exit).isEqualTo(1);
    assertThat(report.path("fail").asInt()).isEqualTo(3);
    assertThat(report.path("findings"))
        .filteredOn(finding -> finding.path("level").asText().equals("fail"))
        .extracting(finding -> finding.path("check").asText())
        .containsExactly("postgres.server", "connector.state", "kafka.brokers");
    assertThat(report.path("findings"))
        .filteredOn(finding -> finding.path("level").asText().equals("fail"))
        .allMatch(
            finding ->
                finding.path("what").asText().contains("does not answer at")
                    || finding.path("what").asText().contains("does not answer: "));
  }

  @ParameterizedTest
  @CsvSource({
    "OK, OK, 0",
    "OK, WARN, 0",
    "WARN, FAIL, 1",
    "OK, UNKNOWN, 2",
    "UNKNOWN, FAIL, 1",
  })
  void theExitCodeFollowsFromTheWorstFinding(Finding.Level first, Finding.Level second, int exit) {
    assertThat(new Report(List.of(finding(first), finding(second))).exitCode()).isEqualTo(exit);
  }

  @Test
  void theTableSaysWhatWhyAndHowToMendIt() {
    Report report =
        new Report(List.of(Finding.ok("a.b", "fine"), Finding.fail("long.name", "x", "y", "z")));
    assertThat(report.table().lines())
        .containsExactly(
            "OK       a.b        fine",
            "FAIL     long.name  x",
            "                    why:  y",
            "                    mend: z",
            "",
            "1 ok, 0 warn, 1 fail, 0 unknown");
  }

  private static Finding finding(Finding.Level level) {
    return new Finding("c", level, "w", "", "", List.of());
  }
}
