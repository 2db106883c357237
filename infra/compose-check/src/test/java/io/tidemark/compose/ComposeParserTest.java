package io.tidemark.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.compose.Tool.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compose itself reads the file: {@code config} parses, fills in and prints, without an engine. */
class ComposeParserTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kraft", "zookeeper"})
  void theFileIsReadWithEitherBroker(String profile) throws IOException {
    Result services = config(filledEnv(profile), "--services");

    assertThat(services.exitCode()).as(services.output()).isZero();
    assertThat(services.output().lines().toList()).contains("postgres", "connect", "spark-job");
  }

  @Test
  void variablesOfTheEnvFileReachTheServices() throws IOException {
    Result config = config(filledEnv("kraft"));

    assertThat(config.exitCode()).as(config.output()).isZero();
    assertThat(config.output())
        .contains("TIDEMARK_DEBEZIUM_PASSWORD: secret-of-test")
        .contains("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS: kafka:19092")
        .contains("CONNECT_CONFIG_PROVIDERS: env");
  }

  @Test
  void anUnfilledEnvFileIsRefusedWithTheNameOfItsExample() throws IOException {
    Result config = config(ComposeFile.INFRA.resolve(".env.example"));

    assertThat(config.exitCode()).isNotZero();
    assertThat(config.output()).contains("see infra/.env.example");
  }

  private Path filledEnv(String profile) throws IOException {
    String filled =
        Files.readString(ComposeFile.INFRA.resolve(".env.example"))
            .replaceAll("(?m)^(\\w+)=$", "$1=secret-of-test")
            .replaceAll("(?m)^COMPOSE_PROFILES=.*$", "COMPOSE_PROFILES=" + profile);
    return Files.writeString(folder.resolve("env"), filled);
  }

  private static Result config(Path env, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    if (Tool.works("docker", "compose", "version")) {
      command.addAll(List.of("docker", "compose"));
    } else if (Tool.works("docker-compose", "version")) {
      command.add("docker-compose");
    } else {
      Tool.missing("no docker compose here; `apt-get install docker-compose` brings its parser.");
    }
    command.addAll(List.of("--file", ComposeFile.PATH.toString(), "--env-file", env.toString()));
    command.add("config");
    command.addAll(List.of(options));
    return Tool.run(Map.of(), command);
  }
}
