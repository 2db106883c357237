package io.tidemark.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.torture.check.Finding;
import io.tidemark.torture.fault.Injury;
import io.tidemark.torture.plan.FaultKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the runs of several seeds found, one after another. */
final class Series {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final List<Report> runs = new ArrayList<>();

  void add(Report run) {
    runs.add(run);
  }

  /** 1 if a property failed in any run; else 2 if one could not tell, or there was none. */
  int exitCode() {
    if (runs.stream().anyMatch(run -> run.exitCode() == 1)) {
      return 1;
    }
    return !runs.isEmpty() && runs.stream().allMatch(run -> run.exitCode() == 0) ? 0 : 2;
  }

  /** How many ended so. */
  long ended(int exitCode) {
    return runs.stream().filter(run -> run.exitCode() == exitCode).count();
  }

  /** How often each kind of fault is proven to have hit. */
  Map<FaultKind, Long> hits() {
    Map<FaultKind, Long> hits = new EnumMap<>(FaultKind.class);
    for (FaultKind kind : FaultKind.values()) {
      hits.put(kind, injuries(kind).stream().filter(Injury::hit).count());
    }
    return hits;
  }

  private List<Injury> injuries(FaultKind kind) {
    return runs.stream()
        .flatMap(run -> run.faultsSoFar().stream())
        .filter(injury -> injury.kind() == kind)
        .toList();
  }

  /** In how many runs each property held, and in which seeds it failed. */
  private void properties(ObjectNode root) {
    Map<String, List<Long>> failed = new TreeMap<>();
    Map<String, Integer> held = new TreeMap<>();
    for (Report run : runs) {
      for (Finding finding : run.findings()) {
        held.merge(finding.property(), finding.holds() ? 1 : 0, Integer::sum);
        if (!finding.holds()) {
          failed.computeIfAbsent(finding.property(), p -> new ArrayList<>()).add(run.seed());
        }
      }
    }
    ObjectNode node = root.putObject("properties");
    held.forEach(
        (property, runsHeld) -> {
          ObjectNode one = node.putObject(property).put("held_in_runs", runsHeld);
          failed.getOrDefault(property, List.of()).forEach(one.putArray("failed_in_seeds")::add);
        });
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode seeds = root.putArray("seeds");
    runs.forEach(run -> seeds.add(run.seed()));
    root.put("clean", ended(0)).put("failed", ended(1)).put("could_not_tell", ended(2));
    ObjectNode faults = root.putObject("faults");
    hits()
        .forEach(
            (kind, hits) ->
                faults
                    .putObject(kind.name())
                    .put("hit", hits)
                    .put("missed", injuries(kind).size() - hits));
    properties(root);
    ArrayNode all = root.putArray("runs");
    runs.forEach(run -> all.add(run.toJson()));
    Files.writeString(file, JSON.writeValueAsString(root) + "\n");
  }
}
