package io.tidemark.doctor;

import io.tidemark.config.ConnectConfig;
import io.tidemark.config.SourceConfig;
import io.tidemark.doctor.ConnectFacts.Connector;
import io.tidemark.doctor.ConnectFacts.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the connector has to be like. */
final class ConnectChecks {
  private static final String CHECK = "connector.state";

  private ConnectChecks() {}

  static List<Finding> of(ConnectFacts facts, ConnectConfig connect, SourceConfig source) {
    String name = connect.connector();
    if (facts.connector().isEmpty()) {
      String others = facts.names().isEmpty() ? "none at all" : "only " + Words.list(facts.names());
      return List.of(
          Finding.fail(
              CHECK,
              "Kafka Connect has no connector \"" + name + "\"; it has " + others,
              "Nobody reads the database's changes",
              "Register it, or correct source.connect.connector"));
    }
    Connector connector = facts.connector().get();
    List<Finding> findings = new ArrayList<>();
    findings.add(state(name, connector));
    for (SettingRule rule : SettingRule.all(connector.settings(), source)) {
      rule.check(connector.settings()).ifPresent(findings::add);
    }
    if (findings.stream().allMatch(finding -> finding.level() == Finding.Level.OK)) {
      findings.add(Finding.ok("connector.settings", "No setting of the connector loses changes"));
    }
    return findings;
  }

  private static Finding state(String name, Connector connector) {
    String restart = "POST /connectors/" + name + "/restart?includeTasks=true&onlyFailed=true";
    for (Task task : connector.tasks()) {
      if (!task.state().equals("RUNNING")) {
        return Finding.fail(
            CHECK,
            "The task of connector \"" + name + "\" is " + task.state() + trace(task),
            "No change arrives, and PostgreSQL keeps all WAL meanwhile",
            "Mend what the trace says, then " + restart);
      }
    }
    if (!connector.state().equals("RUNNING")) {
      return Finding.fail(
          CHECK,
          "The connector \"" + name + "\" is " + connector.state(),
          "No change arrives, and PostgreSQL keeps all WAL meanwhile",
          connector.state().equals("FAILED") ? restart : "PUT /connectors/" + name + "/resume");
    }
    return connector.tasks().isEmpty()
        ? Finding.fail(
            CHECK,
            "The connector \"" + name + "\" has no task",
            "It could not make one from its settings, or no worker took it",
            "Read the worker's log, then " + restart)
        : Finding.ok(CHECK, "The connector \"" + name + "\" and its task are RUNNING");
  }

  /** The first line of a trace and its last cause. */
  private static String trace(Task task) {
    List<String> lines = task.trace().lines().map(String::strip).toList();
    if (lines.isEmpty()) {
      return "";
    }
    String cause =
        lines.stream()
            .filter(line -> line.startsWith("Caused by: "))
            .reduce((first, second) -> second)
            .map(line -> "; " + line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1))
            .orElse("");
    return ": " + lines.get(0) + cause;
  }
}
