package io.tidemark.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.Control;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.source.RawMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTableIT {
  private static final Configuration HADOOP = new Configuration();
  private static final Hold HOLD = new Hold(new TableId("public", "t"), 7L, Scope.ROW, "k", null);

  @TempDir Path folder;

  @Test
  void anEventIsKeptOnceWithItsBytesAndPosition() {
    Quarantined garbage =
        new Quarantined(at(3), Stage.DECODE, Hold.undecoded(null, null, null), "no JSON");
    Quarantined held = new Quarantined(at(4), Stage.HELD, HOLD, "behind");
    Map<Quarantined, RawMessage> fresh =
        Map.of(
            garbage, new RawMessage(new byte[] {1}, new byte[] {0, -1}, Map.of()),
            held, new RawMessage(null, null, Map.of("h", new byte[] {5})));
    open().commit(fresh, List.of(), upTo(5), 77);
    assertThat(open().has(at(4))).isTrue();
    assertThat(open().has(at(2))).as("judged, and not refused").isFalse();
    assertThat(open().has(at(5))).isFalse();
    open().commit(fresh, List.of(), upTo(5), 88);

    QuarantineTable quarantine = open();
    assertThat(quarantine.open())
        .containsExactlyInAnyOrder(garbage.since(77), held.since(77))
        .extracting(Quarantined::state)
        .containsExactlyInAnyOrder(State.REFUSED, State.HELD);
    Map<KafkaPosition, RawMessage> bytes = quarantine.bytes(quarantine.open());
    assertThat(bytes.get(at(3)).key()).containsExactly(1);
    assertThat(bytes.get(at(3)).value()).containsExactly(0, -1);
    assertThat(bytes.get(at(4)).value()).isNull();
    assertThat(bytes.get(at(4)).headers().get("h")).containsExactly(5);
  }

  @Test
  void whatIsResolvedStaysInTheTableAndWaitsNoMore() {
    Quarantined held = new Quarantined(at(4), Stage.HELD, HOLD, "x");
    QuarantineTable quarantine = open();
    quarantine.commit(
        Map.of(held, new RawMessage(null, new byte[] {9}, Map.of())), List.of(), upTo(5), 77);
    quarantine.commit(List.of(held.with(State.APPLIED, "m/0/3")), 99);
    assertThat(quarantine.open()).isEmpty();
    assertThat(open().open()).isEmpty();
    assertThat(open().has(at(4))).isTrue();
    List<Object> rows = new ArrayList<>();
    open()
        .table()
        .scan(
            List.of("state", "resolved_by", "resolved_at", "value"),
            row -> rows.addAll(List.of(row[0], row[1], row[2], ((byte[]) row[3]).length)));
    assertThat(rows).containsExactly("applied", "m/0/3", 99L, 1);
  }

  @Test
  void nothingRefusedIsNoCommit() {
    QuarantineTable quarantine = open();
    long version = quarantine.table().version();
    quarantine.commit(Map.of(), List.of(), upTo(9), 0);
    assertThat(quarantine.table().version()).isEqualTo(version);
  }

  @Test
  void theQuarantineOfAnEarlierTidemarkIsTakenOver() {
    StructType nine = new StructType(QuarantineTable.schema().fields().subList(0, 9));
    AppendTable earlier = AppendTable.openOrCreate(HADOOP, path(), nine);
    Object[] row = {"no JSON", "decode", "topic", 1, 3L, 5_000L, null, new byte[] {1}, 77L};
    earlier.append(List.<Object[]>of(row), Map.of(Progress.DOMAIN, upTo(5).toJson()));

    QuarantineTable quarantine = open();
    assertThat(quarantine.has(at(3))).isTrue();
    assertThat(quarantine.open()).hasSize(1).isEqualTo(quarantine.earlier());
    assertThat(quarantine.open().iterator().next().hold().scope()).isEqualTo(Scope.NOTHING);
    assertThat(open().earlier()).as("until somebody has seen to it").hasSize(1);
    quarantine.commit(quarantine.earlier(), 99);
    assertThat(open().earlier()).isEmpty();
    assertThat(open().open()).hasSize(1);
    assertThat(open().bytes(open().open()).get(at(3)).value()).containsExactly(1);
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

  private String path() {
    return folder.resolve("quarantine").toString();
  }

  private QuarantineTable open() {
    return new QuarantineTable(HADOOP, path());
  }
}
