package io.tidemark.config;

import io.tidemark.config.AlertRule.Common;
import io.tidemark.config.AlertRule.Comparison;
import io.tidemark.config.AlertRule.Condition;
import io.tidemark.config.AlertRule.Severity;
import io.tidemark.config.yaml.Closest;
import io.tidemark.config.yaml.Section;
import io.tidemark.decode.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code alerts}. */
final class AlertsSection {
  private static final List<String> EVENTS =
      List.of("change", "quarantine", "verification", "failure");
  private static final List<Operation> OF_ROWS =
      List.of(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE);
  private static final Set<Operation> OF_TABLES =
      EnumSet.complementOf(EnumSet.of(Operation.MESSAGE));

  private AlertsSection() {}

  static AlertsConfig read(Section alerts) {
    SlackConfig slack = slack(alerts.section("slack"));
    Duration interval = alerts.value("interval", Durations::parse).orElse(Duration.ofMinutes(1));
    List<AlertRule> rules = new ArrayList<>();
    alerts.sections("rules").forEach((name, rule) -> rules.add(rule(name, rule, interval)));
    alerts.end();
    return new AlertsConfig(slack, interval, rules);
  }

  private static SlackConfig slack(Section slack) {
    SlackConfig config =
        new SlackConfig(
            slack.secret("token").map(Secret::new),
            slack.text("channel", "#tidemark"),
            slack
                .value("api-url", Addresses::http)
                .map(url -> url.endsWith("/") ? url : url + "/")
                .orElse(SlackConfig.API_URL));
    slack.end();
    return config;
  }

  private static AlertRule rule(String name, Section rule, Duration interval) {
    String on = rule.value("on", AlertsSection::event).orElse("change");
    boolean grave = on.equals("failure") || on.equals("verification");
    Severity usual = grave ? Severity.CRITICAL : Severity.WARNING;
    Common common =
        new Common(
            name,
            rule.value("severity", AlertsSection::severity).orElse(usual),
            rule.value("interval", Durations::parse).orElse(interval));
    AlertRule read =
        switch (on) {
          case "quarantine" -> new AlertRule.Quarantined(common);
          case "verification" -> new AlertRule.MirrorDiffers(common);
          case "failure" -> new AlertRule.JobFailed(common);
          default -> change(common, rule);
        };
    rule.end();
    return read;
  }

  private static AlertRule change(Common common, Section rule) {
    TablePattern table = rule.required("table", TablePattern::parse, TablePattern.ALL);
    Set<Operation> operations =
        Set.copyOf(rule.list("operations", AlertsSection::operation, OF_ROWS.subList(1, 4)));
    if (operations.isEmpty()) {
      rule.fault("operations", "names no operation. Write at least one of " + words(OF_TABLES));
    }
    Optional<Long> moreThan = rule.value("more-than", Numbers::positive);
    Optional<Duration> within = rule.value("within", Durations::parse);
    Optional<Condition> when = rule.optional("when").flatMap(AlertsSection::condition);
    if (moreThan.isPresent() != within.isPresent()) {
      rule.fault("more-than and within belong together: more-than: 100 and within: 1m.");
    }
    if (moreThan.isPresent() && when.isPresent()) {
      rule.fault("when and more-than exclude each other; write two rules.");
    }
    return moreThan.isPresent()
        ? new AlertRule.Burst(
            common, table, operations, moreThan.get(), within.orElse(Duration.ofMinutes(1)))
        : new AlertRule.RowChange(common, table, operations, when);
  }

  private static Optional<Condition> condition(Section when) {
    String column = when.text("column");
    List<Condition> tests = new ArrayList<>();
    for (Comparison comparison : Comparison.values()) {
      Optional<String> value =
          comparison == Comparison.EQUAL
              ? when.value(comparison.word(), text -> text)
              : when.value(comparison.word(), Numbers::decimal);
      value.ifPresent(text -> tests.add(new Condition(column, comparison, text)));
    }
    if (tests.size() != 1) {
      when.fault("write exactly one of above, below and equals; found " + tests.size() + ".");
    }
    when.end();
    return tests.stream().findFirst();
  }

  private static String event(String text) {
    if (!EVENTS.contains(text)) {
      throw new IllegalArgumentException(
          "raises no alert. Write one of change, quarantine, verification and failure."
              + Closest.question(text, EVENTS));
    }
    return text;
  }

  private static Severity severity(String text) {
    return Arrays.stream(Severity.values())
        .filter(severity -> severity.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "is no severity. Write one of info, warning and critical."));
  }

  private static Operation operation(String text) {
    return OF_TABLES.stream()
        .filter(operation -> operation.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("is no operation. Write one of " + words(OF_TABLES)));
  }

  private static String words(Set<Operation> operations) {
    return String.join(
            ", ",
            operations.stream()
                .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                .toList())
        + ".";
  }
}
