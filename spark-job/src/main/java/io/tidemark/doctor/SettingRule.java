package io.tidemark.doctor;

import io.tidemark.config.SourceConfig;
import io.tidemark.doctor.Finding.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one setting of the connector may be. A value that Connect fills in itself, <code>${...}
 * </code>, is not judged.
 *
 * @param usual what holds where the connector does not set it
 * @param good whether a value is harmless
 * @param advice the setting to make, or what else to do
 */
record SettingRule(
    String setting, String usual, Predicate<String> good, Level level, String why, String advice) {
  private static final Set<String> UNWRAPPERS =
      Set.of("ExtractNewRecordState", "ExtractChangedRecordState", "EventRouter");

  /** The finding, if the setting is not good. */
  Optional<Finding> check(Map<String, String> settings) {
    String value = settings.getOrDefault(setting, usual);
    if (value.contains("${") || good.test(value)) {
      return Optional.empty();
    }
    String by = settings.containsKey(setting) ? "" : ", its default";
    String what = setting + " is " + (value.isEmpty() ? "not set" : "\"" + value + "\"" + by);
    String mend = advice.isEmpty() ? "Remove the setting" : advice;
    return Optional.of(new Finding("connector.settings", level, what, why, mend, List.of(setting)));
  }

  /**
   * All rules for a connector.
   *
   * @param settings the connector's, some of which name further ones
   * @param source the pipeline's own configuration, which some settings have to agree with
   */
  static List<SettingRule> all(Map<String, String> settings, SourceConfig source) {
    List<SettingRule> rules = new ArrayList<>();
    rules.addAll(losingChanges());
    rules.addAll(losingValues());
    rules.addAll(running());
    rules.addAll(agreeing(source));
    if (settings.getOrDefault("provide.transaction.metadata", "false").equalsIgnoreCase("true")) {
      rules.add(wholeTransactions(settings));
    }
    settings.keySet().stream()
        .filter(setting -> setting.matches("transforms\\..+\\.type"))
        .forEach(setting -> rules.add(transform(setting)));
    rules.add(
        new SettingRule(
            "unavailable.value.placeholder",
            "__debezium_unavailable_value",
            value -> !value.equals("__debezium_unavailable_value"),
            Level.WARN,
            "A user's own text that equals the placeholder cannot be told from it",
            "Set it to a random text, here and in source.unavailable-value"));
    return rules;
  }

  private static List<SettingRule> losingChanges() {
    return List.of(
        must(
            "skipped.operations",
            "t",
            "none",
            Level.FAIL,
            "A TRUNCATE is not told to anyone: the mirror keeps the rows"),
        must(
            "offset.mismatch.strategy",
            "no_validation",
            "trust_offset",
            Level.FAIL,
            "A stored offset behind the slot goes unnoticed, and what lies between is lost"),
        must(
            "provide.transaction.metadata",
            "false",
            "true",
            Level.WARN,
            "Nothing tells where a transaction ends: query --consistent has nothing to read"),
        must(
            "slot.drop.on.stop",
            "false",
            "false",
            Level.FAIL,
            "With the slot goes every change that happens while the connector is stopped"),
        must(
            "errors.tolerance",
            "none",
            "none",
            Level.FAIL,
            "An event that cannot be converted is skipped"),
        must(
            "event.processing.failure.handling.mode",
            "fail",
            "fail",
            Level.FAIL,
            "An event that cannot be read is skipped"),
        new SettingRule(
            "snapshot.mode",
            "initial",
            Set.of("initial", "always", "when_needed")::contains,
            Level.WARN,
            "Rows from before the connector's start are not in the mirrors",
            "Set snapshot.mode=initial, or have the tables read by an incremental snapshot"),
        new SettingRule(
            "topic.creation.default.cleanup.policy",
            "delete",
            policy -> !policy.contains("compact"),
            Level.FAIL,
            "Compaction removes changes before they are read",
            "Set topic.creation.default.cleanup.policy=delete"));
  }

  private static List<SettingRule> losingValues() {
    String embedded = "Events without their schema do not say what their values mean: refused";
    return List.of(
        must("value.converter.schemas.enable", "true", "true", Level.FAIL, embedded),
        must("key.converter.schemas.enable", "true", "true", Level.FAIL, embedded),
        must(
            "value.converter.replace.null.with.default",
            "true",
            "false",
            Level.FAIL,
            "A NULL in a column with a DEFAULT arrives as the default"),
        must(
            "key.converter.replace.null.with.default",
            "true",
            "false",
            Level.WARN,
            "A NULL in a key column with a DEFAULT arrives as the default"),
        must(
            "decimal.handling.mode",
            "precise",
            "string",
            Level.WARN,
            "Other modes lose NaN, infinity or digits of numeric columns"),
        must(
            "interval.handling.mode",
            "numeric",
            "string",
            Level.WARN,
            "A month is taken for 30.4375 days"),
        new SettingRule(
            "time.precision.mode",
            "adaptive",
            Set.of("adaptive", "adaptive_time_microseconds", "microseconds")::contains,
            Level.WARN,
            "Other modes lose microseconds or the time 24:00",
            "Set time.precision.mode=adaptive"),
        new SettingRule(
            "datatype.propagate.source.type",
            "",
            types -> !types.isEmpty(),
            Level.WARN,
            "Events do not say which type a column has in PostgreSQL",
            "Set datatype.propagate.source.type=.+"));
  }

  private static SettingRule wholeTransactions(Map<String, String> settings) {
    return new SettingRule(
        "transforms",
        "",
        names ->
            Stream.of(names.split(",", -1))
                .map(name -> settings.getOrDefault("transforms." + name.strip() + ".type", ""))
                .anyMatch("io.tidemark.connect.ExactRestart"::equals),
        Level.FAIL,
        "A connector that starts again within a transaction may leave out rows of it",
        "Add the transform io.tidemark.connect.ExactRestart, as infra/connector does");
  }

  private static SettingRule transform(String setting) {
    return new SettingRule(
        setting,
        "",
        type -> UNWRAPPERS.stream().noneMatch(type::endsWith),
        Level.FAIL,
        "An unwrapped event no longer says what happened",
        "Remove the transform");
  }

  private static List<SettingRule> running() {
    return List.of(
        new SettingRule(
            "connector.class",
            "",
            name -> name.endsWith("PostgresConnector"),
            Level.FAIL,
            "Tidemark reads the events of Debezium's PostgreSQL connector",
            "Set connector.class=io.debezium.connector.postgresql.PostgresConnector"),
        new SettingRule(
            "heartbeat.interval.ms",
            "0",
            interval -> !interval.equals("0"),
            Level.WARN,
            "While this database is idle, the slot stands still and the server keeps all WAL",
            "Set heartbeat.interval.ms=5000 and heartbeat.action.query"));
  }

  private static List<SettingRule> agreeing(SourceConfig source) {
    List<SettingRule> rules = new ArrayList<>();
    rules.add(same("topic.prefix", "", source.kafka().topicPrefix(), "source.kafka.topic-prefix"));
    rules.add(
        same(
            "unavailable.value.placeholder",
            "__debezium_unavailable_value",
            source.unavailableValue(),
            "source.unavailable-value"));
    source
        .postgres()
        .ifPresent(
            postgres -> {
              rules.add(same("slot.name", "debezium", postgres.slot(), "source.postgres.slot"));
              rules.add(
                  same(
                      "publication.name",
                      "dbz_publication",
                      postgres.publication(),
                      "source.postgres.publication"));
            });
    return rules;
  }

  private static SettingRule must(
      String setting, String usual, String wanted, Level level, String why) {
    return new SettingRule(
        setting, usual, wanted::equalsIgnoreCase, level, why, "Set " + setting + "=" + wanted);
  }

  private static SettingRule same(String setting, String usual, String ours, String key) {
    return new SettingRule(
        setting,
        usual,
        ours::equals,
        Level.FAIL,
        "The pipeline's " + key + " is \"" + ours + "\"",
        "Give both the same value");
  }
}
