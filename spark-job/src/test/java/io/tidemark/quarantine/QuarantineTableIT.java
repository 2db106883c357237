package io.tidemark.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Control;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTableIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void aRefusedMessageIsKeptOnceWithItsBytesAndPosition() {
    List<Refused> refused =
        List.of(
            new Refused(at(3), "decode", "no JSON", new byte[] {1}, new byte[] {0, -1}),
            new Refused(at(4), "mirror", "no key", null, null));
    open().commit(refused, upTo(5), 77);
    assertThat(open().holds(at(4))).isTrue();
    assertThat(open().holds(at(5))).isFalse();
    open().commit(refused, upTo(5), 88);

    List<Object[]> rows = new ArrayList<>();
    open().table().scan(QuarantineTable.schema().fieldNames(), rows::add);
    assertThat(rows).hasSize(2);
    assertThat(Arrays.copyOf(rows.get(0), 6))
        .containsExactly("no JSON", "decode", "topic", 1, 3L, 5_000L);
    assertThat((byte[]) rows.get(0)[6]).containsExactly(1);
    assertThat((byte[]) rows.get(0)[7]).containsExactly(0, -1);
    assertThat(rows.get(0)[8]).isEqualTo(77L);
    assertThat(rows.get(1)[6]).isNull();
    assertThat(rows.get(1)[7]).isNull();
  }

  @Test
  void nothingRefusedIsNoCommit() {
    QuarantineTable quarantine = open();
    long version = quarantine.table().version();
    quarantine.commit(List.of(), upTo(9), 0);
    assertThat(quarantine.table().version()).isEqualTo(version);
  }

  private static Progress upTo(long next) {
    Progress progress = new Progress();
    for (long offset = 0; offset < next; offset++) {
      assertThat(progress.take(new Control(at(offset), Control.Kind.HEARTBEAT)))
          .isEqualTo(Verdict.NEW);
    }
    return progress;
  }

  private static KafkaPosition at(long offset) {
    return new KafkaPosition("topic", 1, offset, 5);
  }

  private QuarantineTable open() {
    return new QuarantineTable(
        AppendTable.openOrCreate(
            HADOOP, folder.resolve("quarantine").toString(), QuarantineTable.schema()));
  }
}
