package io.tidemark.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Findings for people and for machines. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Finding> findings;

  Report(List<Finding> findings) {
    this.findings = List.copyOf(findings);
  }

  /** 1 if anything failed, else 2 if anything could not be examined, else 0. */
  int exitCode() {
    return count(Level.FAIL) > 0 ? 1 : count(Level.UNKNOWN) > 0 ? 2 : 0;
  }

  /** One line a finding, and below it why it matters and how to mend it. */
  String table() {
    int width = findings.stream().mapToInt(finding -> finding.check().length()).max().orElse(0);
    String form = "%-7s  %-" + Math.max(1, width) + "s  %s";
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add(form.formatted(finding.level(), finding.check(), finding.what()));
      if (finding.level() != Level.OK) {
        String indent = " ".repeat(width + 11);
        lines.add(indent + "why:  " + finding.why());
        lines.add(indent + "mend: " + finding.mend());
      }
    }
    lines.add("");
    lines.add(
        "%d ok, %d warn, %d fail, %d unknown"
            .formatted(
                count(Level.OK), count(Level.WARN), count(Level.FAIL), count(Level.UNKNOWN)));
    return String.join(System.lineSeparator(), lines);
  }

  /** One JSON object on one line. */
  String json() {
    Map<String, Object> report = new LinkedHashMap<>();
    for (Level level : Level.values()) {
      report.put(word(level), count(level));
    }
    report.put("findings", findings.stream().map(Report::json).toList());
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", finding.check());
    fields.put("level", word(finding.level()));
    fields.put("what", finding.what());
    fields.put("why", finding.why());
    fields.put("mend", finding.mend());
    fields.put("subjects", finding.subjects());
    return fields;
  }

  private int count(Level level) {
    return (int) findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
