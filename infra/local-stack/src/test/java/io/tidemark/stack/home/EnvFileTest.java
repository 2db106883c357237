package io.tidemark.stack.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnvFileTest {
  @TempDir private Path folder;

  @Test
  void aShellReadsBackWhatWasWritten() throws IOException {
    Home home = new Home(folder.resolve("it's a home"));
    Settings settings = Settings.fresh().withPorts(new Ports(1, 2, 3, 4));
    EnvFile.write(home, settings);
    for (Map.Entry<String, String> variable : EnvFile.variables(home, settings).entrySet()) {
      assertThat(shell(home.env(), variable.getKey())).isEqualTo(variable.getValue());
    }
  }

  @Test
  void allAddressesAreThere() {
    Home home = new Home(Path.of("/h"));
    Map<String, String> all =
        EnvFile.variables(home, Settings.fresh().withPorts(new Ports(1, 2, 3, 4)));
    assertThat(all)
        .containsEntry("TIDEMARK_HOME", "/h")
        .containsEntry("TIDEMARK_POSTGRES_HOST", "127.0.0.1")
        .containsEntry("TIDEMARK_POSTGRES_PORT", "1")
        .containsEntry("TIDEMARK_POSTGRES_DATABASE", "tidemark")
        .containsEntry("TIDEMARK_POSTGRES_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/tidemark")
        .containsEntry("TIDEMARK_POSTGRES_USER", "tidemark")
        .containsEntry("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:2")
        .containsEntry("TIDEMARK_CONNECT_URL", "http://127.0.0.1:4")
        .containsEntry("TIDEMARK_CONNECTOR", "tidemark")
        .containsEntry("TIDEMARK_SLOT", "tidemark")
        .containsEntry("TIDEMARK_TOPIC_PREFIX", "tidemark")
        .containsEntry("TIDEMARK_LAKE", "/h/lake")
        .containsKeys("TIDEMARK_POSTGRES_PASSWORD", "TIDEMARK_UNAVAILABLE_VALUE");
  }

  @Test
  void nobodyElseMayReadTheFile() throws IOException {
    Home home = new Home(folder);
    EnvFile.write(home, Settings.fresh());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.env())))
        .isEqualTo("rw-------");
  }

  private static String shell(Path env, String name) throws IOException {
    Process bash =
        new ProcessBuilder(
                List.of("bash", "-c", ". \"$1\"; printf %s \"${!2}\"", "t", env.toString(), name))
            .start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
