package io.tidemark.torture;

import io.tidemark.torture.check.AccountingCheck;
import io.tidemark.torture.check.AggregateCheck;
import io.tidemark.torture.check.AggregateCheck.Group;
import io.tidemark.torture.check.ChangeLogCheck;
import io.tidemark.torture.check.ChangeLogCheck.Strictness;
import io.tidemark.torture.check.Finding;
import io.tidemark.torture.check.LoggedChange;
import io.tidemark.torture.check.OracleEvent;
import io.tidemark.torture.check.RowsCheck;
import io.tidemark.torture.fault.Patient;
import io.tidemark.torture.lake.DeltaTable;
import io.tidemark.torture.lake.LakeFolder;
import io.tidemark.torture.lake.Watcher;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.Said;
import io.tidemark.torture.system.Waiting;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** All properties, on a system at rest whose job still runs. */
final class Examination {
  private static final Duration END = Duration.ofSeconds(60);
  private static final Duration STILL = Duration.ofSeconds(75);

  /** Of a job that is sabotaged nobody expects that it comes out equal. */
  private static final Duration STILL_SABOTAGED = Duration.ofSeconds(10);

  private static final int TERMINATED = 128 + 15;

  private final Plan plan;
  private final Patient patient;
  private final Watcher watcher;
  private final Report report;
  private final Consumer<String> progress;
  private final LakeFolder lake;
  private final Database database;
  private final Sources sources;
  private int rowsInPostgres;

  Examination(
      Plan plan, Patient patient, Watcher watcher, Report report, Consumer<String> progress) {
    this.plan = plan;
    this.patient = patient;
    this.watcher = watcher;
    this.report = report;
    this.progress = progress;
    this.lake = patient.lake();
    this.database = patient.database();
    this.sources = new Sources(plan, database, lake);
  }

  void run() {
    Phases phases = report.phases();
    if (plan.losesChanges()) {
      phases.begin("repair");
      new Recovery(patient, report, sources::stale, this::differing).run();
    }
    phases.begin("until equal");
    settled();
    phases.begin("verify");
    verified();
    phases.begin("stop of the job");
    stopped();
    phases.begin("start without news");
    nothingRepeated();
    phases.begin("comparisons");
    watcher.close();
    report.finding(
        new Finding(
            "no reader sees a table go back, or a key twice",
            watcher.looks() + " new versions",
            watcher.complaints()));
    mirrors();
    aggregate();
    if (!plan.losesChanges()) {
      changeLog();
      accounting();
    }
    quarantine();
    report.finding(Leftovers.inDatabase(database));
  }

  /**
   * Wait until the mirrors equal the tables and the job knows it, or nothing moves any more. The
   * connector may still have to send all rows of a table that got a column with a default. Whether
   * they are equal is asked once more in the end.
   */
  private void settled() {
    Duration patience = patient.tidemark().jobFlags().isEmpty() ? STILL : STILL_SABOTAGED;
    long moved = System.nanoTime();
    List<String> before = List.of();
    List<String> now = unsettled();
    while (!now.isEmpty() && System.nanoTime() - moved < patience.toNanos()) {
      if (!now.equals(before)) {
        moved = System.nanoTime();
      }
      before = now;
      Waiting.sleep(1_000);
      now = unsettled();
    }
    report.finding(new Finding("the job finds every mirror right", "system.stale", stale()));
  }

  private List<String> stale() {
    return sources.stale().entrySet().stream()
        .map(table -> table.getKey() + ": " + table.getValue())
        .toList();
  }

  private List<String> unsettled() {
    List<String> unsettled = new ArrayList<>(stale());
    unsettled.addAll(differences());
    return unsettled;
  }

  /** The product's own proof, which also waits until the lake has all. */
  private void verified() {
    progress.accept("verify");
    Said said = patient.tidemark().run("verify", "--wait", "240");
    if (said.code() == 2) {
      report.doubt("verify could not tell: " + Said.end(said.out() + said.err()));
    }
    report.finding(
        new Finding(
            "verify says equal",
            "exit code " + said.code(),
            said.code() == 1 ? said.out().lines().toList() : List.of()));
  }

  private void stopped() {
    report.finding(Deaths.explained(patient.job().deaths(), report.faultsSoFar()));
    report.figure("starts of the job", patient.job().starts());
    int code = patient.job().stop(END);
    List<String> evidence =
        code == TERMINATED ? List.of() : List.of("after SIGTERM it ended with " + code);
    report.finding(new Finding("the job ends when it is asked to", "SIGTERM", evidence));
  }

  private void nothingRepeated() {
    progress.accept("starting the job once more, without anything new");
    Map<Path, Long> before = versions();
    int microBatches = DeltaTable.rows(lake.ledger()).size();
    patient.tidemark().run("run", "--once").well();
    List<String> evidence = new ArrayList<>();
    int more = DeltaTable.rows(lake.ledger()).size() - microBatches;
    if (more != 0) {
      evidence.add("the ledger has " + more + " more micro-batches");
    }
    versions()
        .forEach(
            (table, version) -> {
              if (!version.equals(before.get(table))) {
                evidence.add(
                    "%s went from version %s to %d".formatted(table, before.get(table), version));
              }
            });
    report.finding(
        new Finding("a start without news commits nothing", before.size() + " tables", evidence));
  }

  /** But the ledger's: a start notes the topics that are new there, in a commit without rows. */
  private Map<Path, Long> versions() {
    Map<Path, Long> versions = new LinkedHashMap<>();
    List<Path> folders =
        new ArrayList<>(List.of(lake.changes(), lake.quarantine(), lake.aggregate(Plan.AGGREGATE)));
    plan.tables()
        .forEach(
            table ->
                table
                    .leaves()
                    .forEach(leaf -> folders.add(lake.mirror(PlannedTable.SCHEMA, leaf))));
    for (Path folder : folders) {
      DeltaTable.open(folder).ifPresent(table -> versions.put(folder, table.version()));
    }
    return versions;
  }

  private void mirrors() {
    progress.accept("comparing mirrors and change log");
    List<String> evidence = differences();
    report.finding(
        new Finding(
            "every mirror equals its table", rowsInPostgres + " rows in PostgreSQL", evidence));
  }

  private List<String> differences() {
    return differing().values().stream().flatMap(List::stream).toList();
  }

  /** What differs, by table. */
  private Map<String, List<String>> differing() {
    Map<String, List<String>> differing = new LinkedHashMap<>();
    rowsInPostgres = 0;
    for (PlannedTable table : plan.tables()) {
      for (String leaf : table.leaves()) {
        List<String> columns = sources.columns(leaf);
        List<Map<String, String>> expected = sources.rows(leaf, columns);
        rowsInPostgres += expected.size();
        List<String> evidence = RowsCheck.compare(leaf, expected, sources.mirrored(leaf, columns));
        if (!evidence.isEmpty()) {
          differing.put(leaf, evidence);
        }
      }
    }
    return differing;
  }

  private void changeLog() {
    Map<String, List<OracleEvent>> history = sources.history();
    Map<String, List<LoggedChange>> log = sources.changeLog();
    List<String> evidence = new ArrayList<>();
    long events = 0;
    for (PlannedTable table : plan.tables()) {
      for (String leaf : table.leaves()) {
        List<OracleEvent> happened = history.getOrDefault(leaf, List.of());
        events += happened.size();
        evidence.addAll(
            ChangeLogCheck.compare(
                leaf,
                strictness(table, happened),
                table.full(),
                happened,
                log.getOrDefault(leaf, List.of())));
      }
    }
    long snapshotRows =
        log.values().stream().flatMap(List::stream).filter(c -> c.op().equals("r")).count();
    report.figure("rows sent by snapshots", snapshotRows);
    report.figure("changes in PostgreSQL", events);
    report.finding(
        new Finding(
            "the change log is what happened, once and in order",
            events + " changes in PostgreSQL",
            evidence));
  }

  private static Strictness strictness(PlannedTable table, List<OracleEvent> happened) {
    if (happened.stream().map(OracleEvent::keyColumns).distinct().count() > 1) {
      return Strictness.NEW_ROWS;
    }
    return table.kind().ordered() ? Strictness.SEQUENCES : Strictness.MULTISET;
  }

  private void aggregate() {
    List<Group> expected = new ArrayList<>();
    for (List<String> row :
        database.rows(
            "select bucket, count(*), count(amount), sum(amount), avg(amount) from "
                + plan.aggregatedTable().qualified()
                + " group by bucket")) {
      expected.add(
          new Group(
              row.get(0),
              Long.parseLong(row.get(1)),
              Long.parseLong(row.get(2)),
              row.get(3) == null ? null : new BigDecimal(row.get(3)),
              row.get(4) == null ? null : new BigDecimal(row.get(4))));
    }
    List<Group> found = new ArrayList<>();
    for (Map<String, Object> row : DeltaTable.rows(lake.aggregate(Plan.AGGREGATE))) {
      found.add(
          new Group(
              Objects.toString(row.get("bucket"), null),
              (Long) row.get("n"),
              (Long) row.get("amounts"),
              (BigDecimal) row.get("total"),
              (BigDecimal) row.get("mean")));
    }
    report.finding(
        new Finding(
            "the aggregate equals its recomputation",
            expected.size() + " groups",
            AggregateCheck.compare(expected, found)));
  }

  private void accounting() {
    List<Map<String, Object>> ledger = DeltaTable.rows(lake.ledger());
    for (String part : AccountingCheck.PARTS) {
      report.figure(
          "ledger: " + part, ledger.stream().mapToLong(row -> (Long) row.get(part)).sum());
    }
    Map<String, String> settings = patient.tidemark().settings();
    long messages =
        Topics.messages(
            settings.get("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS"),
            settings.get("TIDEMARK_TOPIC_PREFIX"));
    report.figure("micro-batches", ledger.size());
    report.finding(
        new Finding(
            "every message is accounted for once",
            messages + " messages in Kafka",
            AccountingCheck.check(ledger, messages, DeltaTable.rows(lake.changes()).size())));
  }

  private void quarantine() {
    List<String> refused = new ArrayList<>();
    for (Map<String, Object> row : DeltaTable.rows(lake.quarantine())) {
      refused.add(
          "%s/%s/%s: %s"
              .formatted(
                  row.get("topic"), row.get("partition"), row.get("offset"), row.get("reason")));
    }
    report.finding(new Finding("nothing is in the quarantine", "system.quarantine", refused));
  }
}
