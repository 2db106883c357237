package io.tidemark.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The command on real stacks: three short runs, each with another fault. {@code
 * -Dtidemark.torture.seeds=1..30 -Dtidemark.torture.for=60s} runs others, with all faults.
 */
class TortureIT {
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final Path HOME = Path.of("target/torture").toAbsolutePath();
  private static final List<String> FAULTS =
      List.of("KILL_AT", "RESTART_CONNECTOR", "KILL_POSTGRES");

  @Test
  void everyPropertyHolds() throws IOException, InterruptedException {
    String seeds = System.getProperty("tidemark.torture.seeds");
    boolean lean = seeds == null;
    Files.createDirectories(HOME);
    Path report = HOME.resolve("report.json");
    List<String> command =
        new ArrayList<>(
            List.of(
                REPOSITORY.resolve("tidemark").toString(),
                "torture",
                "--home",
                HOME.toString(),
                "--seed",
                lean ? "5,16,20" : seeds,
                "--for",
                System.getProperty("tidemark.torture.for", lean ? "12s" : "60s"),
                "--report",
                report.toString()));
    if (lean) {
      command.addAll(List.of("--faults", String.join(",", FAULTS)));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    Path log = HOME.resolve("torture.log");
    int code = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
    JsonNode found = new ObjectMapper().readTree(report.toFile());
    for (JsonNode run : found.get("runs")) {
      assertThat(run.get("faults")).isNotEmpty();
      assertThat(run.get("figures").get("changes in PostgreSQL").asLong()).isGreaterThan(100);
    }
    if (lean) {
      assertThat(FAULTS)
          .allSatisfy(fault -> assertThat(found.at("/faults/" + fault + "/hit").asInt()).isOne());
    }
  }
}
