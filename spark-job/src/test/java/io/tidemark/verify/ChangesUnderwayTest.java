package io.tidemark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import io.tidemark.transaction.VisibleTransactions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesUnderwayTest {
  private static final TableId TABLE = new TableId("public", "t");
  private static final PipelineConfig CONFIG =
      ConfigFile.parse(
          """
          source:
            kafka: {bootstrap-servers: "a:1", topic-prefix: p}
          lake: {path: /lake}
          tables: {exclude: [tidemark.*]}
          """,
          "test.yaml",
          Map.of());

  private final Events events =
      new Events(TABLE, Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT));

  @Test
  void whatTheSnapshotSeesIsKeptWhereverLaterTransactionsStandAmongIt() {
    ChangeEvent seen = events.tx(7L).create(10, 1, 1);
    ChangeEvent running = events.tx(8L).create(11, 2, 2);
    ChangeEvent last = events.tx(9L).truncate(12);
    ChangeEvent later = events.tx(10L).delete(13, 1);
    assertThat(kept(seen, running, last, later)).containsExactly(seen, last);
  }

  @Test
  void aRowSentAgainCountsUnlessItsRowWasChangedLaterBeforeIt() {
    ChangeEvent before = events.tx(7L).update(10, 1, 1);
    ChangeEvent same = events.read(20, 1, 1);
    ChangeEvent later = events.tx(12L).update(11, 2, 2);
    ChangeEvent newer = events.read(20, 2, 2);
    ChangeEvent other = events.read(20, 3, 3);
    ChangeEvent afterwards = events.tx(13L).update(21, 3, 4);
    assertThat(kept(before, same, later, newer, other, afterwards))
        .containsExactly(before, same, other);
  }

  @Test
  void tablesThatAreLeftOutAreNotKept() {
    Events excluded =
        new Events(
            new TableId("tidemark", "debezium_signal"),
            Events.schema(List.of("id"), "id", ColumnType.INT));
    ChangesUnderway underway = new ChangesUnderway(CONFIG, VisibleTransactions.parse("8:10:8"));
    underway.take(excluded.tx(7L).create(1, 1));
    assertThat(underway.byTable()).isEmpty();
  }

  private static List<ChangeEvent> kept(ChangeEvent... messages) {
    ChangesUnderway underway = new ChangesUnderway(CONFIG, VisibleTransactions.parse("8:10:8"));
    List.of(messages).forEach(underway::take);
    return underway.byTable().get(TABLE);
  }
}
