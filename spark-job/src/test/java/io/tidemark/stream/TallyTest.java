package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.TablePattern;
import io.tidemark.config.TablesConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.net.Events;
import io.tidemark.progress.Progress;
import io.tidemark.transaction.Frontier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Selection TABLES =
      new Selection(
          new TablesConfig(
              List.of(TablePattern.ALL),
              List.of(new TablePattern("public.secret")),
              "modified_by"));

  private final Events shown = events("shown");
  private final Events hidden = events("secret");

  private static Frontier frontier() {
    return Frontier.parse(Optional.empty());
  }

  private static Events events(String table) {
    return new Events(
        new TableId("public", table), Events.schema(List.of("id"), "id", ColumnType.INT));
  }

  @Test
  void everyMessageIsCountedOnceAsWhatItIs() {
    ChangeEvent good = shown.create(5, 1);
    ChangeEvent bad = shown.create(-7, 2);
    List<Decoded> messages =
        List.of(
            good,
            bad,
            shown.create(5, 1),
            hidden.create(9, 1),
            new Control(
                new KafkaPosition("tidemark.public.shown", 0, 3, 0), Control.Kind.TOMBSTONE),
            new Refusal(new KafkaPosition("tidemark.public.shown", 0, 4, 0), "bad", null, null));
    Tally tally = new Tally(messages, new Progress(), frontier(), TABLES);
    tally.quarantined(
        Set.of(bad.at(), new KafkaPosition("tidemark.public.shown", 0, 99, 0))::contains);
    assertThat(tally.applied()).isEqualTo(1);
    assertThat(tally.duplicates()).isEqualTo(1);
    assertThat(tally.excluded()).isEqualTo(1);
    assertThat(tally.control()).isEqualTo(1);
    assertThat(tally.quarantined()).isEqualTo(2);
    assertThat(tally.consumed()).isEqualTo(messages.size());
    assertThat(tally.maxLsn()).as("LSNs are unsigned").isEqualTo(-7);
    assertThat(tally.changes()).containsExactly(good, bad);
    assertThat(tally.refusals()).hasSize(1);
  }

  @Test
  void whatWasCountedBeforeIsNotCountedAgain() {
    List<Decoded> messages = List.of(shown.create(5, 1), hidden.create(6, 1));
    Tally first = new Tally(messages, new Progress(), frontier(), TABLES);
    Tally again = new Tally(messages, first.progress().copy(), frontier(), TABLES);
    assertThat(again.isEmpty()).isTrue();
    assertThat(again.consumed()).isZero();
    assertThat(again.maxLsn()).isNull();
  }

  @RepeatedTest(20)
  void theClassesAddUpToWhatWasConsumedHoweverTheBatchesOverlap(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Decoded> messages = new ArrayList<>();
    long lsn = 1;
    for (int offset = 0; offset < 60; offset++) {
      KafkaPosition at = new KafkaPosition("other", 0, offset, 0);
      lsn = Math.max(1, lsn + random.nextInt(4) - 1);
      messages.add(
          switch (random.nextInt(5)) {
            case 0 -> new Control(at, Control.Kind.HEARTBEAT);
            case 4 -> new TransactionEnd(at, lsn, 0, 1);
            case 1 -> new Refusal(at, "bad", null, null);
            case 2 -> hidden.create(lsn, offset);
            default -> shown.create(lsn, offset);
          });
    }
    Progress progress = new Progress();
    Frontier frontier = frontier();
    long consumed = 0;
    for (int from = 0; from < messages.size(); ) {
      int again = Math.max(0, from - random.nextInt(10));
      int to = Math.min(messages.size(), from + 1 + random.nextInt(10));
      Tally tally = new Tally(messages.subList(again, to), progress, frontier, TABLES);
      for (ChangeEvent change : tally.changes()) {
        if (random.nextInt(5) == 0) {
          tally.quarantined(Set.of(change.at())::contains);
        }
      }
      assertThat(
              tally.applied()
                  + tally.duplicates()
                  + tally.control()
                  + tally.excluded()
                  + tally.quarantined())
          .isEqualTo(tally.consumed());
      assertThat(tally.consumed()).isEqualTo(to - from);
      consumed += tally.consumed();
      from = to;
    }
    assertThat(consumed).isEqualTo(messages.size());
  }
}
