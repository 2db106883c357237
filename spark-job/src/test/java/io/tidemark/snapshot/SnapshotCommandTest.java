package io.tidemark.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SnapshotCommandTest {
  private static final int WRONG_USAGE = 2;

  private final StringWriter said = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"--parallel=0", "--parallel=17", "--wait=0"})
  void numbersThatMakeNoSenseAreRefusedBeforeAnythingIsAsked(String option) {
    assertThat(run("orders", option)).isEqualTo(WRONG_USAGE);
    assertThat(said.toString()).contains("1 to 16 sessions, at least 1 second");
  }

  @Test
  void aTableHasToBeNamed() {
    assertThat(run()).isEqualTo(WRONG_USAGE);
    assertThat(said.toString()).contains("TABLE");
  }

  private int run(String... arguments) {
    return new CommandLine(new SnapshotCommand())
        .setErr(new PrintWriter(said, true))
        .execute(arguments);
  }
}
