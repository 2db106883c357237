package io.tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Control;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    LedgerEntry full =
        new LedgerEntry(
            4, 10, 30, 9, 4, 1, 2, 1, 1, -5L, tables, Map.of("mirror.public.a", 12L, "x", 0L));
    LedgerEntry empty = new LedgerEntry(0, 11, 20, 1, 0, 0, 1, 0, 0, null, List.of(), Map.of());
    Progress after = new Progress();
    assertThat(after.take(new Control(new KafkaPosition("t", 2, 41, 0), Control.Kind.TOMBSTONE)))
        .isEqualTo(Verdict.NEW);
    LedgerTable ledger = open();
    ledger.commit(full, after);
    ledger.commit(empty, after);

    LedgerEntry latest = open().latest().orElseThrow();
    assertThat(latest).usingRecursiveComparison().ignoringFields("tables").isEqualTo(full);
    assertThat(latest.tables()).hasSize(2);
    assertThat(latest.tables().get(0).table()).isEqualTo(new TableId("public", "a"));
    assertThat(latest.tables().get(0).lag().encoded()).isEqualTo(lag.encoded());
    assertThat(latest.tables().get(1).lag().isEmpty()).isTrue();
    assertThat(latest.tables().get(1).visibleAtMicros()).isEqualTo(56);
    assertThat(open().progress().next("t", 2)).isEqualTo(42);

    List<LedgerEntry> all = new ArrayList<>();
    LedgerTable.scan(open().table(), all::add);
    assertThat(all).hasSize(2).anySatisfy(e -> assertThat(e.maxLsn()).isNull());
  }

  private LedgerTable open() {
    return new LedgerTable(
        AppendTable.openOrCreate(
            HADOOP, folder.resolve("ledger").toString(), LedgerTable.schema()));
  }
}
