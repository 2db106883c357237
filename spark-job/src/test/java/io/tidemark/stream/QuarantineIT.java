package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import io.tidemark.mirror.StaleTable;
import io.tidemark.net.Events;
import io.tidemark.progress.Progress;
import io.tidemark.quarantine.QuarantineRequest;
import io.tidemark.quarantine.QuarantineRequest.Action;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.source.RawMessage;
import io.tidemark.transaction.Frontier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of a micro-batch that plans, keeps out and drives again, on real tables. */
class QuarantineIT {
  private static final TableId TABLE = new TableId("public", "t");
  private static final RowSchema SCHEMA =
      Events.schema(List.of("id"), "id", ColumnType.INT, "big", ColumnType.STRING);
  private static final RowSchema WIDER =
      Events.schema(
          List.of("id"), "id", ColumnType.INT, "big", ColumnType.STRING, "n", ColumnType.INT);
  private static final Object GAP = Unavailable.VALUE;

  @TempDir Path folder;

  private final Workers workers = new Workers();
  private final Events events = new Events(TABLE, SCHEMA);
  private final Map<KafkaPosition, Decoded> readable = new HashMap<>();
  private final Progress ledger = new Progress();
  private String policy = "evolve";
  private PipelineConfig config;
  private Lake lake;
  private long requests;

  @BeforeEach
  void open() throws IOException {
    String yaml =
        Files.readString(Path.of("pipeline.yaml")).replace("default: evolve", "default: " + policy);
    config =
        ConfigFile.parse(
            yaml, "pipeline.yaml", Map.of("TIDEMARK_LAKE", folder.resolve("lake").toString()));
    lake = new Lake(new Configuration(), config);
    lake.settleRetries(0);
  }

  @AfterEach
  void close() {
    workers.close();
  }

  @Test
  void whatLiesBehindARefusedChangeWaitsAndARetryAppliesItInOrder() throws IOException {
    apply(events.create(1, 1, "one"), events.create(2, 2, "two"));
    apply(events.update(3, 7, GAP), events.update(4, 2, "TWO"));
    assertStates("refused");
    apply(events.update(5, 7, "seven"), events.delete(6, 2));
    assertStates("held", "refused");
    assertRows("[1, one]");
    open();
    apply(events.update(7, 7, GAP));
    apply(request(Action.RETRY, TABLE));
    assertStates("applied", "applied", "applied");
    assertRows("[1, one]", "[7, seven]");
    apply(events.update(8, 7, "eight"));
    assertRows("[1, one]", "[7, eight]");
    assertThat(stale()).isEmpty();
  }

  @Test
  void whatIsRefusedAgainStaysWithItsAttemptsAndHoldsOn() {
    apply(events.create(1, 1, "one"));
    apply(events.update(3, 7, GAP), events.update(4, 7, GAP));
    apply(request(Action.RETRY, TABLE));
    assertThat(lake.quarantine.open())
        .extracting(event -> event.state().text() + event.fate().attempts())
        .containsExactly("refused1", "held1");
  }

  @Test
  void aDiscardGivesTheRefusedOnesUpAppliesTheOthersAndTheTableIsStale() {
    apply(events.create(1, 1, "one"));
    apply(events.update(3, 7, GAP));
    apply(events.update(4, 7, "seven"), events.update(5, 1, "ONE"));
    apply(request(Action.DISCARD, TABLE));
    assertStates("applied", "discarded");
    assertRows("[1, ONE]", "[7, seven]");
    assertThat(stale().get(TABLE)).contains("a change was given up (tidemark.public.t/0/1)");
  }

  @Test
  void aJobKilledBeforeTheMirrorsCommitDrivesAgainWhatItHadPlanned() throws IOException {
    apply(events.create(1, 1, "one"));
    apply(events.update(3, 7, GAP));
    apply(events.update(4, 7, "seven"));
    ChangeEvent request = request(Action.RETRY, TABLE);
    plan(List.of(request), true);
    assertStates("applying", "applying");
    open();
    apply(events.update(5, 7, GAP));
    assertStates("applying", "applying", "held");
    apply(request);
    assertStates("applied", "applied", "applied");
    assertRows("[1, one]", "[7, seven]");
  }

  @Test
  void aJobKilledBetweenMirrorAndLedgerAppliesNothingTwice() throws IOException {
    apply(events.create(1, 1, "one"));
    apply(events.update(3, 7, GAP));
    apply(events.update(4, 7, "seven"));
    ChangeEvent request = request(Action.RETRY, TABLE);
    Planned planned = plan(List.of(request), true);
    planned.tables().forEach(table -> table.mirror().commit(table.plan(), 0));
    open();
    assertStates("applied", "applied");
    long version = lake.mirror(TABLE).table().orElseThrow().version();
    apply(request);
    assertThat(lake.mirror(TABLE).table().orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void aRowOfASnapshotAndATruncateMakeVoidWhatWaits() {
    apply(events.create(1, 1, "one"));
    apply(events.update(3, 7, GAP), events.update(4, 8, GAP));
    apply(events.update(5, 7, "held"));
    apply(events.read(6, 7, "read"), events.update(7, 7, GAP));
    assertStates("refused", "superseded", "superseded");
    assertRows("[1, one]", "[7, read]");
    apply(events.truncate(9), events.create(10, 8, "new"));
    assertStates("superseded", "superseded", "superseded");
    assertRows("[8, new]");
  }

  @Test
  void anEventThatCannotBeDecodedHoldsItsRowIfItIsKnownAndMarksTheTableStaleIfNot() {
    apply(events.create(1, 1, "one"), events.create(2, 2, "two"));
    ChangeEvent update = events.update(3, 1, "ONE");
    apply(
        new Refusal(update.at(), "bad", null, null, RowKey.of(update), null),
        events.update(4, 1, GAP),
        events.update(5, 2, "TWO"));
    assertStates("held", "refused");
    assertRows("[1, one]", "[2, TWO]");
    assertThat(stale()).isEmpty();
    readable.put(update.at(), update);
    apply(request(Action.RETRY, TABLE));
    assertStates("applied", "applied");
    assertRows("[1, ONE]", "[2, TWO]");

    ChangeEvent unknown = events.update(6, 2, "late");
    apply(new Refusal(unknown.at(), "garbage", null, null), events.update(7, 2, "now"));
    assertRows("[1, ONE]", "[2, now]");
    assertThat(stale().get(TABLE)).contains("garbage");
    readable.put(unknown.at(), unknown);
    apply(request(Action.RETRY));
    assertStates("applied", "applied", "logged");
    assertRows("[1, ONE]", "[2, now]");
  }

  @Test
  void whatCannotBeDecodedIsThereOnceHoweverOftenItIsReadAndTwiceIfItWasSentTwice()
      throws IOException {
    apply(events.create(1, 1, "one"));
    ChangeEvent update = events.update(2, 1, "ONE");
    Refusal bad = new Refusal(update.at(), "bad", null, null, RowKey.of(update), null);
    plan(List.of(bad), true);
    open(); // killed before the ledger knew of it
    apply(bad);
    assertStates("refused");
    ChangeEvent repeated = events.update(2, 1, "ONE");
    apply(new Refusal(repeated.at(), "bad", null, null, RowKey.of(repeated), null));
    assertStates("refused", "refused");
    readable.put(update.at(), update);
    readable.put(repeated.at(), repeated);
    apply(request(Action.RETRY, TABLE));
    assertStates("applied", "applied");
    assertRows("[1, ONE]");
  }

  @Test
  void aPoisonousChangeIsFoundAndTheOthersFlow() {
    apply(events.create(1, 1, "one"));
    List<Decoded> batch = new ArrayList<>();
    for (int i = 2; i < 40; i++) {
      // A text is no number: nothing but the writing of it fails.
      batch.add(events.create(i, i == 23 ? (Object) "23" : i, "row " + i));
    }
    batch.add(events.update(50, "23", "behind"));
    apply(batch.toArray(Decoded[]::new));
    assertStates("held", "refused");
    assertThat(lake.quarantine.open())
        .extracting(event -> event.stage().text())
        .containsExactly("poison", "held");
    assertThat(lake.quarantine.open().iterator().next().fate().reason())
        .contains("applying it failed unexpectedly: java.lang.ClassCastException");
    assertThat(lake.mirror(TABLE).table().orElseThrow().rows()).isEqualTo(38);
  }

  @Test
  void aHeldTableWaitsForItsNewShapeToBeAccepted() throws IOException {
    policy = "hold";
    open();
    apply(events.create(1, 1, "one"));
    events.with(WIDER);
    apply(events.update(2, 1, "ONE", 5), events.create(3, 2, "two", 6));
    apply(events.update(4, 1, "one", 7));
    assertStates("held", "held", "refused");
    assertThat(lake.quarantine.open().iterator().next().fate().reason())
        .contains("the table's shape changed (added n integer)");
    assertRows("[1, one]");
    apply(request(Action.RETRY, TABLE), events.create(5, 3, "three", 8));
    assertStates("applied", "applied", "applied");
    assertRows("[1, one]", "[2, two]", "[3, three]");
    assertThat(lake.mirror(TABLE).table().orElseThrow().schema().indexOf("n")).isEqualTo(2);
  }

  @Test
  void aStartThatReadsLessThanTheOneThatDiedDrivesNothingThatLiesAheadOfIt() throws IOException {
    policy = "hold";
    open();
    apply(events.create(1, 7, "first"));
    ChangeEvent request = request(Action.RETRY, TABLE);
    ChangeEvent before = events.update(2, 7, "before");
    events.with(WIDER);
    ChangeEvent held = events.update(3, 7, "held", 5);
    plan(List.of(request, before, held), true);
    open();
    apply(request);
    assertRows("[7, first]");
    apply(before, held);
    assertRows("[7, before]");
    assertStates("refused");
    apply(request(Action.RETRY, TABLE));
    assertRows("[7, held]");
  }

  @Test
  void aJobThatIsToStopAppliesAllBeforeTheNewShapeAndNamesIt() throws IOException {
    policy = "stop";
    open();
    apply(events.create(1, 1, "one"));
    ChangeEvent before = events.update(2, 1, "ONE");
    events.with(WIDER);
    ChangeEvent first = events.update(3, 1, "one", 5);
    Planned planned = plan(List.of(before, first), false);
    assertThat(planned.tables().get(0).gate().stop().event()).isEqualTo(first);
    assertThat(planned.tables().get(0).plan().applied()).containsExactly(before);
    assertThat(planned.tables().get(0).gate().fresh()).isEmpty();
    assertThatThrownBy(
            () -> {
              throw Planned.stop(TABLE, planned.tables().get(0).gate().stop().reason());
            })
        .hasMessageContaining("The shape of the table 'public.t' changed")
        .hasMessageContaining("It shows added n integer")
        .hasMessageContaining("Name the table under evolve");
  }

  private void apply(Decoded... messages) {
    Planned planned = plan(List.of(messages), true);
    Intake intake = intake(planned);
    for (TablePlan table : planned.tables()) {
      if (table.hasRows()) {
        try {
          table.mirror().commit(table.plan(), 0);
        } catch (RuntimeException e) {
          TablePlan rest = planning().without(table, e);
          intake.commit(List.of(rest), List.of(), 9);
          rest.mirror().commit(rest.plan(), 0);
        }
      }
    }
    lake.settleRetries(10);
    for (Decoded message : messages) {
      ledger.take(message);
    }
  }

  private Planning planning() {
    return new Planning(
        lake, selection(), config.tables().schemaChanges(), workers, new Shapes(config, lake));
  }

  private Planned plan(List<Decoded> messages, boolean commits) {
    messages.forEach(message -> readable.putIfAbsent(message.at(), message));
    Retries retries =
        Retries.of(messages, ledger, lake, (at, bytes) -> readable.get(at), selection());
    Map<Refusal, Quarantined> refused = Intake.refused(messages, ledger, lake);
    List<TablePlan> tables = planning().plan(messages, List.copyOf(refused.values()), retries, 5);
    Planned planned = new Planned(messages, tables, refused, retries, null);
    if (commits) {
      Intake intake = intake(planned);
      intake.markStale(retries.stale(), 5);
      intake.commit(tables, retries.resolved(), 5);
    }
    return planned;
  }

  private Intake intake(Planned planned) {
    Tally tally =
        new Tally(planned.messages(), ledger.copy(), Frontier.parse(Optional.empty()), selection());
    return new Intake(
        lake,
        at ->
            at.stream()
                .collect(
                    Collectors.toMap(
                        position -> position,
                        position -> new RawMessage(null, new byte[] {1}, Map.of()))),
        tally,
        planned.refused());
  }

  private Selection selection() {
    return new Selection(config.tables());
  }

  private ChangeEvent request(Action action, TableId... tables) {
    long number = ++requests;
    QuarantineRequest request =
        new QuarantineRequest("request " + number, action, Set.of(tables), Optional.empty());
    return new ChangeEvent(
        new KafkaPosition("tidemark.message", 0, number, 5),
        null,
        Operation.MESSAGE,
        null,
        null,
        null,
        null,
        new SourcePosition(1000 + number, 1000 + number),
        0,
        null,
        false,
        null,
        new LogicalMessage(
            QuarantineRequest.PREFIX, request.content().getBytes(StandardCharsets.UTF_8)));
  }

  private Map<TableId, String> stale() {
    return StaleTable.reasons(
        new Configuration(), folder.resolve("lake").resolve("stale").toString());
  }

  private void assertStates(String... expected) {
    List<String> states = new ArrayList<>();
    lake.quarantine.table().scan(List.of("state"), row -> states.add((String) row[0]));
    assertThat(states).containsExactlyInAnyOrder(expected);
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    lake.mirror(TABLE)
        .table()
        .orElseThrow()
        .scan(List.of("id", "big"), row -> rows.add(Arrays.toString(row)));
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
