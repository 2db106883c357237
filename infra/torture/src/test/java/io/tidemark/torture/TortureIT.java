package io.tidemark.torture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The command on real stacks. {@code -Dtidemark.torture.seeds=1,2,3 -Dtidemark.torture.for=60s}
 * runs more seeds, longer, and with all faults.
 */
class TortureIT {
  private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
  private static final Path HOME = Path.of("target/torture").toAbsolutePath();

  static LongStream seeds() {
    return Arrays.stream(System.getProperty("tidemark.torture.seeds", "14").split(","))
        .mapToLong(Long::parseLong);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPropertyHolds(long seed) throws IOException, InterruptedException {
    boolean lean = System.getProperty("tidemark.torture.seeds") == null;
    String length = System.getProperty("tidemark.torture.for", lean ? "15s" : "60s");
    Files.createDirectories(HOME);
    Path report = HOME.resolve("report-" + seed + ".json");
    ProcessBuilder builder =
        new ProcessBuilder(
            REPOSITORY.resolve("tidemark").toString(),
            "torture",
            "--home",
            HOME.toString(),
            "--seed",
            Long.toString(seed),
            "--for",
            length,
            "--report",
            report.toString());
    if (lean) {
      builder.command().addAll(List.of("--faults", "KILL_JOB"));
    }
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    Path log = HOME.resolve("torture-" + seed + ".log");
    int code = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
    JsonNode found = new ObjectMapper().readTree(report.toFile()).at("/runs/0");
    assertThat(found.get("faults")).isNotEmpty();
    assertThat(found.get("figures").get("changes in PostgreSQL").asLong()).isGreaterThan(100);
  }
}
