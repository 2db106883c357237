package io.tidemark.torture;

import io.tidemark.torture.check.Finding;
import io.tidemark.torture.fault.Patient;
import io.tidemark.torture.system.Said;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** After changes were lost: the job has told of it by itself, and a repair makes all right. */
final class Recovery {
  private static final Duration TOLD = Duration.ofSeconds(60);
  private static final Duration STILL = Duration.ofSeconds(10);

  /** The exit code of a repair that can't be tried in this way. */
  private static final int REFUSED = 2;

  private final Patient patient;
  private final Report report;
  private final Supplier<Map<String, String>> reasons;
  private final Supplier<Map<String, List<String>>> differences;

  /**
   * A recovery.
   *
   * @param reasons of each stale table, by its name
   * @param differences of each table from its mirror, by the table's name; only those that differ
   */
  Recovery(
      Patient patient,
      Report report,
      Supplier<Map<String, String>> reasons,
      Supplier<Map<String, List<String>>> differences) {
    this.patient = patient;
    this.report = report;
    this.reasons = reasons;
    this.differences = differences;
  }

  void run() {
    Waiting.until(TOLD, () -> !stale().isEmpty());
    calm();
    // A transaction that lacks changes holds up all tables for a while: what is late is not lost.
    Waiting.until(TOLD, () -> stale().containsAll(differences.get().keySet()));
    Map<String, List<String>> wrong = differences.get();
    Set<String> told = stale();
    report.figure("tables that differed after the loss", wrong.size());
    report.figure("tables told to be stale", told.size());
    List<String> evidence = new ArrayList<>();
    wrong.forEach(
        (table, rows) -> {
          if (!told.contains(table)) {
            evidence.add(table + " differs, and nothing says that it is stale: " + rows.get(0));
          }
        });
    if (told.isEmpty()) {
      evidence.add("changes were lost, and no table is stale");
    }
    report.finding(
        new Finding("a loss is told before anybody asks", told.size() + " stale", evidence));
    Said said = patient.tidemark().run("repair");
    if (said.code() == REFUSED && said.err().contains("./tidemark repair --anew")) {
      said = patient.tidemark().run("repair", "--anew");
    }
    List<String> failed = new ArrayList<>();
    if (said.code() != 0) {
      failed.add("it ended with " + said.code() + ": " + Said.end(said.out() + said.err()));
    }
    Waiting.until(TOLD, () -> stale().isEmpty());
    stale().forEach(table -> failed.add(table + " is still stale"));
    report.finding(new Finding("a repair makes all tables right", said.command(), failed));
  }

  /** Wait until the mirrors have stood still for a while. */
  private void calm() {
    Map<String, List<String>> before = differences.get();
    long since = System.nanoTime();
    while (System.nanoTime() - since < STILL.toNanos()) {
      Waiting.sleep(1_000);
      Map<String, List<String>> now = differences.get();
      if (!now.equals(before)) {
        since = System.nanoTime();
      }
      before = now;
    }
  }

  private Set<String> stale() {
    return reasons.get().keySet();
  }
}
