package io.tidemark.doctor;

import io.tidemark.decode.TableId;
import io.tidemark.doctor.PostgresFacts.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Names that PostgreSQL allows and Debezium 3.7.0 or Kafka can't take. Debezium reads the shape of
 * all tables that the connector captures, whether the pipeline wants them or not.
 */
final class NameChecks {
  private static final String CHECK = "postgres.tables";
  private static final String INSTEAD =
      ", or have the connector leave the table out (table.exclude.list)";

  private NameChecks() {}

  /**
   * Add what is found.
   *
   * @param connector the connector's settings; empty if they are not known
   */
  static void add(List<Finding> findings, List<Table> tables, Map<String, String> connector) {
    Predicate<TableId> captured = Captured.by(connector);
    List<Table> sent = tables.stream().filter(table -> captured.test(table.id())).toList();
    TableChecks.report(
        findings,
        sent.stream().filter(table -> !alike(table).isEmpty()).map(NameChecks::withAlike).toList(),
        Finding.fail(
            CHECK,
            "%s with columns whose names differ by case only: %s",
            "Debezium 3.7.0 can't tell them apart: the connector stops",
            "ALTER TABLE ... RENAME COLUMN ..." + INSTEAD));
    TableChecks.report(
        findings,
        named(sent, name -> name.startsWith("\"") || name.endsWith("\"")),
        Finding.fail(
            CHECK,
            "%s of a name (or in a schema of one) that begins or ends with a double quote: %s",
            "Debezium 3.7.0 takes it for quoted already and reads another name out of it: the"
                + " connector stops, or the changes are not sent, with nothing but a warning in its"
                + " log",
            "ALTER TABLE ... RENAME TO ... (or ALTER SCHEMA)" + INSTEAD));
    TableChecks.report(
        findings,
        named(sent, name -> name.contains("''") || name.contains("``")),
        Finding.warn(
            CHECK,
            "%s of a name (or in a schema of one) with two single quotes or backticks in a row: %s",
            "Debezium 3.7.0 reads one of them: the changes are not sent, with nothing but a warning"
                + " in its log",
            "ALTER TABLE ... RENAME TO ... (or ALTER SCHEMA)" + INSTEAD));
    TableChecks.report(
        findings,
        colliding(sent),
        Finding.fail(
            CHECK,
            "%s of names that differ from another's by dots for underscores only: %s",
            "Kafka refuses the second of two topics with such names, and the connector stops",
            "ALTER TABLE ... RENAME TO ... (or ALTER SCHEMA)" + INSTEAD));
  }

  /** Tables whose topics Kafka can't tell apart in its metrics, each group in a row. */
  private static List<String> colliding(List<Table> tables) {
    Map<String, Map<String, List<TableId>>> topics = new TreeMap<>();
    for (Table table : tables) {
      // Debezium's own replacement: a topic may be that of several tables.
      String topic = table.id().toString().replaceAll("[^a-zA-Z0-9._-]", "_");
      topics
          .computeIfAbsent(topic.replace('.', '_'), name -> new TreeMap<>())
          .computeIfAbsent(topic, name -> new ArrayList<>())
          .add(table.id());
    }
    return topics.values().stream()
        .filter(group -> group.size() > 1)
        .flatMap(group -> group.values().stream().flatMap(List::stream))
        .map(TableId::toString)
        .toList();
  }

  private static List<String> named(List<Table> tables, Predicate<String> name) {
    return tables.stream()
        .map(Table::id)
        .filter(id -> name.test(id.schema()) || name.test(id.table()))
        .map(TableId::toString)
        .toList();
  }

  private static String withAlike(Table table) {
    return table.id() + " (" + String.join(", ", alike(table)) + ")";
  }

  /** Columns that have the name of another one but for its case. */
  private static List<String> alike(Table table) {
    Map<String, List<String>> byName = new TreeMap<>();
    for (String column : table.columns()) {
      byName
          .computeIfAbsent(column.toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(column);
    }
    return byName.values().stream()
        .filter(names -> names.size() > 1)
        .flatMap(List::stream)
        .toList();
  }
}
