package io.tidemark.torture;

import io.tidemark.torture.fault.Patient;
import io.tidemark.torture.fault.Torturer;
import io.tidemark.torture.fault.Wire;
import io.tidemark.torture.lake.LakeFolder;
import io.tidemark.torture.lake.Watcher;
import io.tidemark.torture.plan.FaultKind;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedFault;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.plan.TableKind;
import io.tidemark.torture.system.Children;
import io.tidemark.torture.system.CouldNotTell;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.JobKeeper;
import io.tidemark.torture.system.Said;
import io.tidemark.torture.system.Servers;
import io.tidemark.torture.system.Tidemark;
import io.tidemark.torture.system.Waiting;
import io.tidemark.torture.workload.PlanClock;
import io.tidemark.torture.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One run: a stack of its own, the plan's sessions and faults, and then the properties. */
final class Torture {
  private static final Duration STREAMING = Duration.ofMinutes(2);

  /** For sessions that wait behind faults. */
  private static final Duration DONE = Duration.ofMinutes(15);

  private final Plan plan;
  private final Tidemark tidemark;
  private final Consumer<String> progress;
  private final Report report;
  private volatile Optional<SmallDisk> disk = Optional.empty();
  private volatile Optional<Wire> wire = Optional.empty();

  /**
   * A run that has not begun.
   *
   * @param progress is told what happens
   */
  Torture(Plan plan, Tidemark tidemark, Consumer<String> progress) {
    this.plan = plan;
    this.tidemark = tidemark;
    this.progress = progress;
    this.report = new Report(plan, tidemark.home());
  }

  Report run() {
    try {
      Files.writeString(tidemark.logs().resolve("plan.json"), plan.toJson());
      wipe();
      progress.accept("starting the stack in " + tidemark.home());
      report.phases().begin("start of the servers");
      up();
      runOnStack();
    } catch (CouldNotTell | UncheckedIOException e) {
      report.doubt(e.getMessage());
    } catch (IOException e) {
      report.doubt(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      report.doubt("interrupted");
    } finally {
      report.phases().begin("end of the servers");
      endAll();
    }
    report.finding(Leftovers.processes(new Servers(tidemark.home())));
    if (report.exitCode() == 0) {
      wipe();
    }
    report.phases().end();
    return report;
  }

  private void wipe() {
    if (Files.exists(tidemark.home())) {
      tidemark.run("down", "--wipe");
    }
  }

  /** Where several stacks start at once, one may take a port between another's choice and use. */
  private void up() {
    Said up = tidemark.run("up");
    if (up.code() != 0) {
      tidemark.run("up").well();
    }
  }

  /**
   * Leave nothing running. The stack's servers are no children of this process. A second time, even
   * in the midst of the first, does no harm.
   */
  void endAll() {
    Children.kill();
    tidemark.run("down");
    wire.ifPresent(Wire::close);
    disk.ifPresent(SmallDisk::close);
  }

  private void runOnStack() throws InterruptedException, IOException {
    if (has(kind -> kind == FaultKind.FULL_DISK)) {
      disk = Optional.of(new SmallDisk(tidemark.lake(), tidemark.home().resolve("lake-copy")));
      disk.get().mount();
    }
    torture();
  }

  private boolean has(Predicate<FaultKind> property) {
    return plan.faults().stream().map(PlannedFault::kind).anyMatch(property);
  }

  private boolean topicBeginsAgain() {
    return has(kind -> kind == FaultKind.DELETE_TOPIC);
  }

  private void torture() throws InterruptedException, IOException {
    report.phases().begin("start of the connector");
    Database database = tidemark.database();
    if (has(FaultKind::needsProxy)) {
      wire = Optional.of(new Wire(tidemark.settings()));
      wire.get().lay();
    }
    awaitStreaming(database);
    Workload.prepare(plan, database);
    Files.writeString(tidemark.config(), JobConfig.of(plan));
    LakeFolder lake = new LakeFolder(tidemark.lake());
    try (JobKeeper job = new JobKeeper(tidemark);
        Watcher watcher = new Watcher(watched(lake), topicBeginsAgain())) {
      report.phases().begin("busy");
      job.start();
      watcher.start();
      PlanClock clock = new PlanClock();
      Patient patient =
          new Patient(tidemark, new Servers(tidemark.home()), job, database, lake, wire);
      Torturer torturer = new Torturer(plan.faults(), patient, clock, progress);
      Workload workload = new Workload(plan, database, clock);
      clock.limit(torturer.firstLimit());
      workload.start();
      report.injuries(torturer.run());
      workload.finish(DONE);
      report.tally(workload.tally());
      progress.accept("all is quiet: " + workload.tally().counts());
      report.phases().begin("all servers up again");
      if (!plan.losesChanges()) {
        patient.up();
      }
      new Examination(plan, patient, watcher, report, progress).run();
    }
  }

  /** What is made before the connector reads the WAL would come as rows of its first snapshot. */
  private static void awaitStreaming(Database database) {
    String streaming = "select count(*) from pg_stat_replication where state = 'streaming'";
    if (!Waiting.until(STREAMING, () -> !database.value(streaming).equals("0"))) {
      throw new CouldNotTell("the connector does not read the WAL after " + STREAMING);
    }
  }

  private List<Watcher.Watched> watched(LakeFolder lake) {
    List<Watcher.Watched> watched = new ArrayList<>();
    watched.add(new Watcher.Watched(lake.ledger(), List.of()));
    // A topic that is made again has the offsets of the one before.
    List<String> place = topicBeginsAgain() ? List.of() : List.of("topic", "partition", "offset");
    watched.add(new Watcher.Watched(lake.changes(), place));
    for (PlannedTable table : plan.tables()) {
      boolean keepsKey = table.kind() != TableKind.INT_KEY;
      for (String leaf : table.leaves()) {
        watched.add(
            new Watcher.Watched(
                lake.mirror(PlannedTable.SCHEMA, leaf), keepsKey ? table.key() : List.of()));
      }
    }
    return watched;
  }
}
