package io.tidemark.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingestion.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
  @TempDir private Path folder;

  /** A finished command. */
  private record Ended(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private Process start(Database database, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    if (database != null) {
      builder
          .environment()
          .putAll(
              Map.of(
                  "TIDEMARK_POSTGRES_JDBC_URL", database.jdbcUrl(),
                  "TIDEMARK_POSTGRES_USER", database.user(),
                  "TIDEMARK_POSTGRES_PASSWORD", database.password()));
    }
    return builder.start();
  }

  private Ended ended(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(folder.resolve("out")),
        Files.readString(folder.resolve("err")));
  }

  private Ended run(Database database, String... args) throws Exception {
    return ended(start(database, args));
  }

  @Test
  void seedMigratesFirstAndReportsAsJson() throws Exception {
    Database database = TestServer.newDatabase();
    Ended seed = run(database, "seed", "--rows", "500", "--random-seed", "4", "--json");
    assertThat(seed.err()).doesNotContain("error", "WARN", "\tat ");
    assertThat(seed.code()).isZero();
    assertThat(seed.json().get("transactions").asInt()).isEqualTo(500);
    assertThat(TestServer.value(database, "select count(*) from transactions")).isEqualTo("500");
    Ended migrate = run(database, "migrate");
    assertThat(migrate.out()).isEqualTo("Up to date at version 4.\n");
  }

  @Test
  void sigtermEndsASimulationWithItsReport() throws Exception {
    Database database = TestServer.newDatabase();
    assertThat(run(database, "seed", "--rows", "500").code()).isZero();
    Process process = start(database, "simulate", "--rate", "200", "--json");
    String ours = "select count(*) > 5 from transactions where modified_by <> 'tidemark-seed'";
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> TestServer.value(database, ours).equals("t"));
    process.destroy();
    Ended simulate = ended(process);
    assertThat(simulate.code()).isZero();
    assertThat(simulate.json().get("command").asText()).isEqualTo("simulate");
    assertThat(simulate.json().get("changes").asInt()).isGreaterThan(15);
    assertThat(simulate.json().get("tables").get("transactions").get("insert").asInt())
        .isPositive();
  }

  @Test
  void aWrongPasswordIsNamedAndNotPrinted() throws Exception {
    Database database = TestServer.newDatabase();
    Ended ended =
        run(new Database(database.jdbcUrl(), "nobody", "hunter2"), "simulate", "--for", "1s");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .startsWith("error: PostgreSQL at \"" + database.jdbcUrl() + "\" refuses user \"nobody\"")
        .contains("TIDEMARK_POSTGRES_PASSWORD")
        .doesNotContain("hunter2")
        .doesNotContain("\tat ");
  }

  @Test
  void aServerThatIsDownIsNamed() throws Exception {
    Database nowhere = new Database("jdbc:postgresql://localhost:1/x", "postgres", "");
    Ended ended = run(nowhere, "migrate");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .startsWith("error: PostgreSQL at \"jdbc:postgresql://localhost:1/x\" does not answer")
        .contains("./tidemark up");
  }

  @Test
  void missingTablesAreNamedWithTheCommandThatMakesThem() throws Exception {
    Ended ended = run(TestServer.newDatabase(), "simulate", "--for", "1s");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err())
        .contains("schema \"tidemark\" does not exist")
        .contains("Run `./tidemark migrate` first.");
  }

  @Test
  void withoutAnAddressTheUsageIsWrong() throws Exception {
    Ended ended = run(null, "migrate");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).startsWith("No database is named: set TIDEMARK_POSTGRES_JDBC_URL");
  }

  @Test
  void wrongOptionsAreToldApart() throws Exception {
    Database database = TestServer.migratedDatabase();
    assertThat(run(database, "simulate", "--mix", "insert=x").err())
        .startsWith("Wrong value: \"insert=x\" is not of the form insert=60.");
    assertThat(run(database, "simulate", "--for", "1d").err())
        .startsWith("Wrong value: --for \"1d\" is no duration; write 500ms, 60s, 5m or 1h.");
    Ended rate = run(database, "simulate", "--rate", "0");
    assertThat(rate.err()).startsWith("Wrong value: the rate must be above 0");
    assertThat(rate.code()).isEqualTo(2);
  }
}
