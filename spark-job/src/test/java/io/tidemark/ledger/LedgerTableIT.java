package io.tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.tidemark.decode.Control;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.transaction.Frontier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTableIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void anEntryComesBackAsItWentAndTheLatestIsTheLastCommitted() {
    assertThat(open().latest()).isEmpty();
    Lag lag = new Lag();
    lag.add(0, 7_000);
    List<TableEntry> tables =
        List.of(
            new TableEntry(new TableId("public", "a"), 3, 12, 55, lag),
            new TableEntry(new TableId("s", "b"), 1, 2, 56, new Lag()));
    Map<String, Long> versions = Map.of("mirror.public.a", 12L, "x", 0L);
    Frontier.Point point = new Frontier.Point(-7, 1_700_000_000_123L);
    LedgerEntry full =
        new LedgerEntry(4, 10, 30, 9, 4, 1, 2, 1, 1, -5L, tables, versions, true, point);
    LedgerEntry empty =
        new LedgerEntry(0, 11, 20, 1, 0, 0, 1, 0, 0, null, List.of(), Map.of(), false, null);
    Frontier frontier = Frontier.parse(Optional.empty());
    frontier.take(new TransactionEnd(new KafkaPosition("t", 2, 42, 5), -7, 8, 3));
    Progress after = new Progress();
    assertThat(after.take(new Control(new KafkaPosition("t", 2, 41, 0), Control.Kind.TOMBSTONE)))
        .isEqualTo(Verdict.NEW);
    LedgerTable ledger = open();
    ledger.commit(full, after, frontier);
    ledger.commit(empty, after, frontier);

    LedgerEntry latest = open().latest().orElseThrow();
    assertThat(latest).usingRecursiveComparison().ignoringFields("tables").isEqualTo(full);
    assertThat(latest.tables()).hasSize(2);
    assertThat(latest.tables().get(0).table()).isEqualTo(new TableId("public", "a"));
    assertThat(latest.tables().get(0).lag().encoded()).isEqualTo(lag.encoded());
    assertThat(latest.tables().get(1).lag().isEmpty()).isTrue();
    assertThat(latest.tables().get(1).visibleAtMicros()).isEqualTo(56);
    assertThat(open().progress().next("t", 2)).isEqualTo(42);

    assertThat(open().frontier().toJson()).isEqualTo(frontier.toJson());
    assertThat(ConsistentPosition.of(Optional.of(open().table())))
        .as("the last one, though the last row has none")
        .isEqualTo(new ConsistentPosition(point, versions));

    List<LedgerEntry> all = new ArrayList<>();
    LedgerTable.scan(open().table(), all::add);
    assertThat(all).hasSize(2).anySatisfy(e -> assertThat(e.maxLsn()).isNull());
  }

  @Test
  void whatLiesBeyondALsnThatTheSourceWasTakenBackToIsForgotten() {
    Frontier frontier = Frontier.parse(Optional.empty());
    frontier.take(new TransactionEnd(new KafkaPosition("t", 2, 42, 5), 500, 8, 3));
    LedgerTable ledger = open();
    ledger.commit(entry(20, 500L), new Progress(), frontier);
    ledger.commit(entry(30, null), new Progress(), frontier);
    assertThat(LedgerTable.lastLsn(open().table())).as("the last one has none").isEqualTo(500);
    ledger.rewind(500);
    assertThat(open().frontier().toJson()).isEqualTo(frontier.toJson());
    ledger.rewind(499);
    assertThat(open().frontier().toJson())
        .isEqualTo(ledger.frontier().toJson())
        .isEqualTo(Frontier.parse(Optional.empty()).toJson());
  }

  private static LedgerEntry entry(long committedAtMicros, Long maxLsn) {
    return new LedgerEntry(
        0, 11, committedAtMicros, 1, 0, 0, 1, 0, 0, maxLsn, List.of(), Map.of(), false, null);
  }

  @Test
  void withoutAConsistentPositionTheErrorSaysWhy() {
    assertThatThrownBy(() -> ConsistentPosition.of(Optional.empty()))
        .hasMessageContaining("No micro-batch has ended yet");
    LedgerEntry entry =
        new LedgerEntry(0, 11, 20, 1, 0, 0, 1, 0, 0, null, List.of(), Map.of(), false, null);
    open().commit(entry, new Progress(), Frontier.parse(Optional.empty()));
    assertThatThrownBy(() -> ConsistentPosition.of(Optional.of(open().table())))
        .hasMessageContaining("There is no position yet at which the lake holds whole transactions")
        .hasMessageContaining("it runs without provide.transaction.metadata=true");
  }

  @Test
  void aLedgerFromBeforeGetsTheColumnsThatItLacks() {
    StructType before = new StructType();
    for (StructField field : LedgerTable.schema().fields().subList(0, 12)) {
      before = before.add(field);
    }
    AppendTable table =
        AppendTable.create(HADOOP, folder.resolve("ledger").toString(), before, Map.of());
    Object[] row = {1L, 2L, 3L, 4L, 0L, 0L, 4L, 0L, 0L, null, List.of(), Map.of()};
    table.append(List.<Object[]>of(row), Map.of());
    List<LedgerEntry> all = new ArrayList<>();
    LedgerTable.scan(table, all::add);
    LedgerTable ledger = open();
    LedgerEntry entry =
        new LedgerEntry(
            5, 11, 20, 1, 0, 0, 1, 0, 0, null, List.of(), Map.of(), true, new Frontier.Point(9, 8));
    ledger.commit(entry, new Progress(), ledger.frontier());
    LedgerTable.scan(open().table(), all::add);
    assertThat(all).extracting(LedgerEntry::batchId).containsExactlyInAnyOrder(1L, 1L, 5L);
    assertThat(all)
        .extracting(LedgerEntry::consistent)
        .containsExactlyInAnyOrder(false, false, true);
  }

  private LedgerTable open() {
    return new LedgerTable(HADOOP, folder.resolve("ledger").toString());
  }
}
