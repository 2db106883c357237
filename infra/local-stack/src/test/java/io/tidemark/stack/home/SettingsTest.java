package io.tidemark.stack.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @TempDir private Path folder;

  @Test
  void whatIsSavedIsLoaded() throws IOException {
    Home home = new Home(folder);
    Settings settings = Settings.fresh().withPorts(new Ports(1, 2, 3, 4));
    settings.save(home);
    assertThat(Settings.load(home)).isEqualTo(settings);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.settings())))
        .isEqualTo("rw-------");
  }

  @Test
  void eachHomeHasItsOwnSecrets() {
    Settings one = Settings.fresh();
    Settings two = Settings.fresh();
    assertThat(one.postgresPassword()).hasSize(24).isNotEqualTo(two.postgresPassword());
    assertThat(one.debeziumPassword()).isNotEqualTo(one.postgresPassword());
    assertThat(one.unavailableValue()).isNotEqualTo(two.unavailableValue());
  }

  @RepeatedTest(100)
  void aClusterIdIsNeverTakenForAnOption() {
    assertThat(Settings.fresh().kafkaClusterId()).matches("[A-Za-z0-9_][A-Za-z0-9_-]{21}");
  }

  @Test
  void brokenSettingsAreAnErrorThatNamesTheFile() throws IOException {
    Home home = new Home(folder);
    Files.writeString(home.settings(), "{\"ports\":");
    assertThatThrownBy(() -> Settings.load(home))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("can't be read")
        .hasMessageContaining(home.settings().toString())
        .hasMessageContaining("down --wipe");
  }
}
