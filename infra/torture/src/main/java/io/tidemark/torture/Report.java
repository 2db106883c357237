package io.tidemark.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.torture.check.Finding;
import io.tidemark.torture.fault.Injury;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.workload.Tally;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run found. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Plan plan;
  private final Path data;
  private final Phases phases = new Phases();
  private final List<Injury> injuries = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();
  private final Map<String, Object> figures = new TreeMap<>();
  private Tally tally = new Tally();

  /**
   * A report of a run that has not begun.
   *
   * @param data where the stack's data is
   */
  Report(Plan plan, Path data) {
    this.plan = plan;
    this.data = data;
  }

  long seed() {
    return plan.seed();
  }

  /** Its parts, and how long they took. */
  Phases phases() {
    return phases;
  }

  /** Faults that went by; one that did not hit is a doubt. */
  void injuries(List<Injury> all) {
    injuries.addAll(all);
    finding(
        new Finding(
            "no fault makes the system do what it must not",
            all.size() + " faults",
            all.stream().flatMap(injury -> injury.violations().stream()).toList()));
    for (Injury injury : all) {
      if (!injury.hit()) {
        doubts.add(injury.kind() + " did not hit: " + injury.proof());
      }
    }
  }

  List<Injury> faultsSoFar() {
    return List.copyOf(injuries);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  void finding(Finding finding) {
    findings.add(finding);
  }

  /** Why the run does not count. */
  void doubt(String reason) {
    doubts.add(reason);
  }

  void figure(String name, Object value) {
    figures.put(name, value);
  }

  void tally(Tally counts) {
    tally = counts;
  }

  /** 1 if a property failed, whatever else; else 2 if there is a doubt. */
  int exitCode() {
    if (findings.stream().anyMatch(finding -> !finding.holds())) {
      return 1;
    }
    return doubts.isEmpty() ? 0 : 2;
  }

  String verdict() {
    return switch (exitCode()) {
      case 0 -> "every property holds";
      case 1 -> "a property failed";
      default -> "could not tell";
    };
  }

  /** All of it. */
  ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("seed", plan.seed()).put("length_ms", plan.lengthMs()).put("verdict", verdict());
    if (exitCode() != 0) {
      root.put("data", data.toString());
    }
    ArrayNode tables = root.putArray("tables");
    plan.tables().stream().map(PlannedTable::name).forEach(tables::add);
    root.set("seconds", JSON.valueToTree(phases.seconds()));
    root.set("figures", JSON.valueToTree(figures));
    root.set("transactions", JSON.valueToTree(tally.counts()));
    root.set("failures", JSON.valueToTree(tally.examples()));
    root.set("faults", JSON.valueToTree(injuries));
    ArrayNode properties = root.putArray("properties");
    for (Finding finding : findings) {
      ObjectNode node =
          properties
              .addObject()
              .put("property", finding.property())
              .put("holds", finding.holds())
              .put("looked", finding.looked());
      finding.evidence().forEach(node.putArray("evidence")::add);
    }
    doubts.forEach(root.putArray("doubts")::add);
    return root;
  }

  /** In one line: the verdict, the time it took, and what was broken. */
  String line() {
    return "seed %d: %s; %.0f s, of which %.0f busy; %d faults, %d transactions%s"
        .formatted(
            plan.seed(),
            verdict(),
            phases.total(),
            phases.seconds().getOrDefault("busy", 0.0),
            injuries.size(),
            tally.all(),
            exitCode() == 0 ? "" : "; its data is in " + data);
  }

  void print(PrintStream out) {
    for (Injury injury : injuries) {
      out.printf(
          "%-6s %-18s %5.1f s  %s%n",
          injury.hit() ? "hit" : "MISSED",
          injury.kind(),
          (injury.endedMs() - injury.beganMs()) / 1000.0,
          injury.proof());
    }
    out.println("transactions " + tally.counts());
    out.println("figures " + figures);
    out.println("seconds " + phases.seconds());
    for (Finding finding : findings) {
      out.printf(
          "%-6s %s (%s)%n",
          finding.holds() ? "holds" : "FAILED", finding.property(), finding.looked());
      finding.evidence().forEach(line -> out.println("         " + line));
    }
    doubts.forEach(doubt -> out.println("doubt  " + doubt));
    out.printf("seed %d: %s%n", plan.seed(), verdict());
  }
}
