package io.tidemark.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import io.tidemark.net.Events;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogTableIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void everyChangeHasItsRowAndTheLogKnowsHowFarItIs() {
    Events events =
        new Events(
            new TableId("sales", "t"),
            Events.schema(
                List.of("id"),
                "id",
                ColumnType.INT,
                "big",
                ColumnType.STRING,
                "modified_by",
                ColumnType.STRING));
    List<ChangeEvent> changes =
        List.of(
            events.create(1, 7, "x", "ann"),
            events.update(2, 7, Unavailable.VALUE, Unavailable.VALUE),
            events.delete(3, 7),
            events.truncate(4),
            message(0));
    ChangeLogTable log = open();
    Progress after = log.progress();
    assertThat(changes).allSatisfy(c -> assertThat(after.take(c)).isEqualTo(Verdict.NEW));
    log.commit(changes, after, 99);

    assertThat(rows("op", "key", "before", "after", "unavailable", "changed_by"))
        .containsExactly(
            "[c, {\"id\":7}, null, {\"id\":7,\"big\":\"x\",\"modified_by\":\"ann\"}, null, ann]",
            "[d, {\"id\":7}, {\"id\":7,\"big\":null,\"modified_by\":null}, null, [big,"
                + " modified_by], null]",
            "[m, null, null, null, null, null]",
            "[t, null, null, null, null, null]",
            "[u, {\"id\":7}, null, {\"id\":7}, [big, modified_by], null]");
    assertThat(rows("schema_name", "table_name", "lsn", "commit_lsn", "tx_id", "committed_at"))
        .contains(
            "[sales, t, 1, 1, 771, 1700000000000001]",
            "[null, null, 7, 6, null, 1700000000000007]");
    assertThat(rows("topic", "partition", "offset", "kafka_at", "applied_at", "message_prefix"))
        .contains(
            "[tidemark.sales.t, 0, 0, 1700000000000000, 99, null]",
            "[tidemark.message, 0, 0, 5000, 99, prefix]");

    Progress reopened = open().progress();
    assertThat(changes).allSatisfy(c -> assertThat(reopened.take(c)).isEqualTo(Verdict.HELD));
  }

  @Test
  void whatAnEventDoesNotTellIsToldFromNullAndFromText() {
    ColumnType numbers = ColumnType.array(ColumnType.SHORT);
    Events events =
        new Events(
            new TableId("sales", "t"),
            Events.schema(
                List.of("id"), "id", ColumnType.INT, "n", numbers, "s", ColumnType.STRING));
    Image doubtful =
        new Image(Arrays.asList(7, null, "00:00:00"), Map.of("n", "?", "s", "? 00:00:00"));
    Image known = new Image(Arrays.asList(7, null, null), Map.of("n", "{NaN}"));
    List<ChangeEvent> changes =
        List.of(
            events.update(1, 7, null, "__placeholder__"),
            events.update(2, 7, Unavailable.OR_NULL, Unavailable.VALUE),
            events.update(3, doubtful),
            events.update(4, known),
            events.delete(5, Image.of(7, List.of((short) 1), null)));
    ChangeLogTable log = open();
    Progress after = log.progress();
    changes.forEach(after::take);
    log.commit(changes, after, 99);

    assertThat(rows("lsn", "before", "after", "unavailable"))
        .containsExactly(
            "[1, null, {\"id\":7,\"n\":null,\"s\":\"__placeholder__\"}, null]",
            "[2, null, {\"id\":7,\"n\":null}, [n, s]]",
            "[3, null, {\"id\":7,\"n\":\"?\",\"s\":\"00:00:00\"}, [n, s]]",
            "[4, null, {\"id\":7,\"n\":\"{NaN}\",\"s\":null}, null]",
            "[5, {\"id\":7,\"n\":[1],\"s\":null}, null, null]");
  }

  @Test
  void nothingNewIsNoCommit() {
    ChangeLogTable log = open();
    long version = log.table().version();
    log.commit(List.of(), log.progress(), 0);
    assertThat(log.table().version()).isEqualTo(version);
  }

  private static ChangeEvent message(long offset) {
    return new ChangeEvent(
        new KafkaPosition("tidemark.message", 0, offset, 5),
        null,
        Operation.MESSAGE,
        null,
        null,
        null,
        null,
        new SourcePosition(6, 7),
        1_700_000_000_000_007L,
        null,
        false,
        null,
        new LogicalMessage("prefix", "hello".getBytes(StandardCharsets.UTF_8)));
  }

  private ChangeLogTable open() {
    return new ChangeLogTable(HADOOP, folder.resolve("changes").toString(), "modified_by");
  }

  private List<String> rows(String... columns) {
    List<String> rows = new ArrayList<>();
    open().table().scan(List.of(columns), row -> rows.add(Arrays.toString(row)));
    rows.sort(null);
    return rows;
  }
}
