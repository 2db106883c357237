package io.tidemark.alert;

import io.tidemark.config.AlertRule;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Turns what a micro-batch committed into alerts. Pure: the same events with the same state give
 * the same alerts, however they are split into micro-batches.
 */
public final class AlertRules {
  private static final int MESSAGE_LIMIT = 1000;

  private final List<AlertRule.RowChange> rowChanges;
  private final List<AlertRule.Burst> bursts;
  private final List<AlertRule.Quarantined> quarantined;
  private final List<AlertRule.MirrorDiffers> different;
  private final List<AlertRule.JobFailed> failures;

  public AlertRules(List<AlertRule> rules) {
    rowChanges = only(rules, AlertRule.RowChange.class);
    bursts = only(rules, AlertRule.Burst.class);
    quarantined = only(rules, AlertRule.Quarantined.class);
    different = only(rules, AlertRule.MirrorDiffers.class);
    failures = only(rules, AlertRule.JobFailed.class);
  }

  /**
   * What a micro-batch raised.
   *
   * @param alerts in the order of the events
   * @param state for the next micro-batch
   */
  public record Raised(List<Alert> alerts, RuleState state) {
    public Raised {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * The alerts of one micro-batch.
   *
   * @param events changes and refusals in source order; control messages raise nothing
   * @param before the state that the micro-batch before gave; it is not changed
   */
  public Raised raise(Iterable<? extends Decoded> events, RuleState before) {
    List<Alert> alerts = new ArrayList<>();
    RuleState state = before.copy();
    for (Decoded event : events) {
      if (event instanceof Refusal refusal) {
        quarantined.forEach(rule -> alerts.add(refused(rule, refusal)));
      } else if (event instanceof ChangeEvent change && change.table() != null) {
        rowChanges.forEach(rule -> rowChange(rule, change, state, alerts));
        bursts.forEach(rule -> burst(rule, change, state, alerts));
      }
    }
    return new Raised(alerts, state);
  }

  /**
   * The alerts for a job that failed.
   *
   * @param reason what happened, without secrets
   * @param atMicros when, in microseconds since the epoch
   */
  public List<Alert> failed(String reason, long atMicros) {
    return ofTheJob("The job failed", null, reason, atMicros);
  }

  /**
   * The alerts for a connector that does not stay up; raised by the rules for a job that fails.
   *
   * @param reason what it says, for people
   * @param atMicros when, in microseconds since the epoch
   */
  public List<Alert> connectorFailed(String reason, long atMicros) {
    return ofTheJob("The connector fails again and again", null, reason, atMicros);
  }

  /**
   * The alerts for a mirror that became stale; raised by the rules for a job that fails, as it asks
   * the same of the person on call.
   *
   * @param reason why, for people
   * @param atMicros when, in microseconds since the epoch
   */
  public List<Alert> stale(TableId table, String reason, long atMicros) {
    return ofTheJob("The mirror of " + table + " is stale", table, reason, atMicros);
  }

  private List<Alert> ofTheJob(String title, TableId table, String reason, long atMicros) {
    return failures.stream()
        .map(
            rule ->
                new Alert(
                    Alert.id(rule.name(), title, reason, Long.toString(atMicros)),
                    rule.name(),
                    rule.severity(),
                    title,
                    AlertText.cut(reason, MESSAGE_LIMIT),
                    table,
                    atMicros,
                    null))
        .toList();
  }

  /**
   * The alerts for a mirror that was found to differ from its table.
   *
   * @param finding where and how, without values of rows
   * @param atMicros when, in microseconds since the epoch
   */
  public List<Alert> differs(TableId table, String finding, long atMicros) {
    return different.stream()
        .map(
            rule ->
                new Alert(
                    Alert.id(rule.name(), table.toString(), Long.toString(atMicros)),
                    rule.name(),
                    rule.severity(),
                    "The mirror of " + table + " differs from its table",
                    AlertText.cut(finding, MESSAGE_LIMIT),
                    table,
                    atMicros,
                    null))
        .toList();
  }

  private static void rowChange(
      AlertRule.RowChange rule, ChangeEvent change, RuleState state, List<Alert> alerts) {
    if (!applies(rule.table().matches(change.table()), rule.operations(), change)) {
      return;
    }
    if (rule.when().isEmpty()) {
      String title = "A row of " + change.table() + " changed: " + AlertText.word(change.op());
      alerts.add(alert(rule, change, title));
      return;
    }
    AlertRule.Condition when = rule.when().get();
    if (rule.table().isExact()
        && Conditions.isBlind(when, change)
        && state.isFirstBlind(rule.name(), change.table())) {
      alerts.add(blind(rule, when, change));
    }
    Conditions.met(when, change)
        .ifPresent(value -> alerts.add(alert(rule, change, AlertText.met(when, value, change))));
  }

  private static void burst(
      AlertRule.Burst rule, ChangeEvent change, RuleState state, List<Alert> alerts) {
    if (!applies(rule.table().matches(change.table()), rule.operations(), change)) {
      return;
    }
    long withinMicros = TimeUnit.MILLISECONDS.toMicros(rule.within().toMillis());
    RuleState.Limit limit = new RuleState.Limit(rule.moreThan(), withinMicros);
    if (state.isBurst(rule.name(), change.table(), change.commitMicros(), limit)) {
      alerts.add(alert(rule, change, AlertText.burst(rule, change)));
    }
  }

  private static boolean applies(boolean table, Set<Operation> operations, ChangeEvent change) {
    return table && operations.contains(change.op());
  }

  private static Alert alert(AlertRule rule, ChangeEvent change, String title) {
    return new Alert(
        Alert.id(rule.name(), change.at()),
        rule.name(),
        rule.severity(),
        title,
        AlertText.where(change),
        change.table(),
        change.commitMicros(),
        change.at());
  }

  /** A rule that can never be met is worth telling; once, whatever the event that shows it. */
  private static Alert blind(AlertRule rule, AlertRule.Condition when, ChangeEvent change) {
    String table = change.table().toString();
    return new Alert(
        Alert.id(rule.name(), table, when.column()),
        rule.name(),
        rule.severity(),
        "Rule " + rule.name() + " sees nothing: " + table + " has no column " + when.column(),
        "Name the column in the rule as the table has it, and start again.",
        change.table(),
        change.commitMicros(),
        change.at());
  }

  private static Alert refused(AlertRule rule, Refusal refusal) {
    return new Alert(
        Alert.id(rule.name(), refusal.at()),
        rule.name(),
        rule.severity(),
        "An event could not be applied and is in the quarantine",
        AlertText.refusal(refusal),
        null,
        TimeUnit.MILLISECONDS.toMicros(refusal.at().timestampMs()),
        refusal.at());
  }

  private static <T extends AlertRule> List<T> only(List<AlertRule> rules, Class<T> kind) {
    return rules.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
