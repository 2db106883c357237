package io.tidemark.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.TableId;
import org.junit.jupiter.api.Test;

class SnapshotSignalTest {
  @Test
  void aTableIsSentInChunksUnlessItsNameHasABlankWhichTheConnectorCanNotParseThere() {
    assertThat(SnapshotSignal.gentlest(new TableId("public", "t")))
        .isEqualTo(SnapshotSignal.INCREMENTAL);
    assertThat(SnapshotSignal.gentlest(new TableId("s-1", "Wéird\"&.*")))
        .isEqualTo(SnapshotSignal.INCREMENTAL);
    assertThat(SnapshotSignal.gentlest(new TableId("public", "two words")))
        .isEqualTo(SnapshotSignal.BLOCKING);
    assertThat(SnapshotSignal.gentlest(new TableId("my\tschema", "t")))
        .isEqualTo(SnapshotSignal.BLOCKING);
  }
}
