package io.tidemark.doctor;

import io.tidemark.config.TablesConfig;
import io.tidemark.decode.TableId;
import io.tidemark.doctor.PostgresFacts.Column;
import io.tidemark.doctor.PostgresFacts.Publication;
import io.tidemark.doctor.PostgresFacts.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What tables and columns have to be like to arrive whole. */
final class TableChecks {
  private static final String CHECK = "postgres.tables";
  private static final String COLUMNS = "postgres.columns";
  private static final Map<String, String> IDENTITIES =
      Map.of("d", "DEFAULT", "n", "NOTHING", "f", "FULL", "i", "USING INDEX");

  /** Element types of arrays that Debezium leaves out, whatever its settings. */
  private static final Set<String> UNSENT_ARRAYS =
      Set.of(
          "varbit",
          "money",
          "interval",
          "name",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "polygon",
          "circle",
          "xml");

  /** Element types of arrays for which the connector has a form of its placeholder. */
  private static final Set<String> PLACEHELD =
      Set.of("text", "varchar", "bpchar", "json", "jsonb", "int4", "int8", "date", "uuid", "bytea");

  private static final Set<String> EMPTY = Set.of("int2vector", "oidvector");
  private static final Set<String> GEOMETRIES = Set.of("path", "polygon");

  /** So few that they are never stored out of line. */
  private static final Pattern FEW_BITS = Pattern.compile("bit\\([1-9][0-9]?\\)");

  private final PostgresFacts facts;
  private final List<Table> tables;
  private final List<Column> columns;
  private final boolean unknownTypes;
  private final boolean keyColumns;

  private TableChecks(PostgresFacts facts, TablesConfig config, Map<String, String> connector) {
    this.facts = facts;
    Predicate<TableId> captured = Captured.by(connector).and(config::selects);
    tables = facts.tables().stream().filter(table -> captured.test(table.id())).toList();
    columns = facts.columns().stream().filter(column -> captured.test(column.table())).toList();
    unknownTypes = Boolean.parseBoolean(connector.get("include.unknown.datatypes"));
    keyColumns = connector.containsKey("message.key.columns");
  }

  /**
   * All findings about tables.
   *
   * @param connector the connector's settings; empty if they are not known
   */
  static List<Finding> of(PostgresFacts facts, TablesConfig config, Map<String, String> connector) {
    TableChecks checks = new TableChecks(facts, config, connector);
    List<Finding> findings = new ArrayList<>();
    checks.published(findings);
    checks.identities(findings);
    checks.storage(findings);
    checks.columns(findings);
    NameChecks.add(findings, facts.tables(), connector);
    if (findings.isEmpty()) {
      String what = Words.count(checks.tables.size(), "table") + " can be mirrored exactly";
      findings.add(Finding.ok(CHECK, what));
    }
    return findings;
  }

  private void published(List<Finding> findings) {
    boolean viaRoot = facts.publication().map(Publication::viaRoot).orElse(false);
    boolean exists = facts.publication().isPresent();
    // Of a partitioned table either the root or its partitions are sent, as they ought to be.
    List<String> absent =
        names(t -> exists && !t.published() && t.kind().equals("r") && !t.unlogged() && !viaRoot);
    report(
        findings,
        absent,
        Finding.warn(
            CHECK,
            "%s not in the publication: %s",
            "Their changes are not sent: they have no mirror, or one that stands still",
            "ALTER PUBLICATION ... ADD TABLE ..., or exclude them in tables.exclude"));
    report(
        findings,
        names(t -> t.published() && !t.readable()),
        Finding.warn(
            CHECK,
            "%s not readable for the user of source.postgres: %s",
            "verify cannot compare them",
            "GRANT SELECT on them, or GRANT pg_read_all_data to the user"));
    report(
        findings,
        names(t -> t.published() && t.rowSecurity()),
        Finding.warn(
            CHECK,
            "%s under row level security: %s",
            "A snapshot reads only the rows that the connector's role may see; the changes of all"
                + " rows arrive",
            "ALTER ROLE ... BYPASSRLS for the connector's role"));
  }

  private void identities(List<Finding> findings) {
    Predicate<Table> sent = table -> table.published() && table.kind().equals("r");
    Predicate<Table> keyless = sent.and(table -> table.key().isEmpty());
    report(
        findings,
        names(keyless, t -> t.id() + " (REPLICA IDENTITY " + IDENTITIES.get(t.identity()) + ")"),
        Finding.warn(
            CHECK,
            "%s without a primary key: %s",
            "Their mirrors are multisets: a row is found by its whole content, which costs memory,"
                + " and a restart of the connector may double the last rows that were inserted",
            "ALTER TABLE ... ADD PRIMARY KEY (...)"));
    report(
        findings,
        names(sent.and(TableChecks::refusesChanges)),
        Finding.fail(
            CHECK,
            "%s published without an effective replica identity: %s",
            "PostgreSQL itself refuses UPDATE and DELETE on them (no primary key or a deferrable"
                + " one, or REPLICA IDENTITY NOTHING)",
            "ALTER TABLE ... ADD PRIMARY KEY (...), or ALTER TABLE ... REPLICA IDENTITY FULL"));
    Predicate<Table> otherKey =
        table ->
            table.identity().equals("i")
                && !table.key().isEmpty()
                && !table.identityIndex().containsAll(table.key());
    report(
        findings,
        keyColumns ? List.of() : names(sent.and(otherKey)),
        Finding.fail(
            CHECK,
            "%s with a replica identity that lacks primary key columns: %s",
            "A delete arrives with a made-up key (0 for a number), and its row stays in the mirror",
            "ALTER TABLE ... REPLICA IDENTITY DEFAULT, or name the index columns in the"
                + " connector's message.key.columns"));
  }

  private static boolean refusesChanges(Table table) {
    return switch (table.identity()) {
      case "n" -> true;
      case "d" -> table.key().isEmpty() || !table.keyImmediate();
      case "i" -> table.identityIndex().isEmpty();
      default -> false;
    };
  }

  private void storage(List<Finding> findings) {
    report(
        findings,
        names(Table::unlogged),
        Finding.warn(
            CHECK,
            "%s unlogged: %s",
            "Their changes are not in the WAL: nobody can follow them",
            "ALTER TABLE ... SET LOGGED, or exclude them in tables.exclude"));
    report(
        findings,
        names(table -> table.kind().equals("f")),
        Finding.warn(
            CHECK,
            "%s foreign: %s",
            "Their rows are in another database, whose changes this one does not see",
            "Capture them where they are, or exclude them in tables.exclude"));
    report(
        findings,
        names(table -> table.kind().equals("p")),
        Finding.warn(
            CHECK,
            "%s partitioned: %s",
            "Each partition has a mirror of its own; a row that moves is deleted in one and created"
                + " in another",
            "Read the union of the partitions' mirrors"));
  }

  private void columns(List<Finding> findings) {
    boolean generated = facts.publication().map(Publication::generated).orElse(false);
    reportColumns(
        findings,
        c -> c.generated().equals("v") || (c.generated().equals("s") && !generated),
        Finding.warn(
            COLUMNS,
            "%s generated and not sent: %s",
            "The mirror does not have them",
            "Stored ones from PostgreSQL 18 on: ALTER PUBLICATION ... SET"
                + " (publish_generated_columns = stored); virtual ones are never sent"));
    reportColumns(
        findings,
        column -> isUnknownType(column) && !unknownTypes,
        Finding.warn(
            COLUMNS,
            "%s of a type that Debezium leaves out: %s",
            "The mirror does not have them, and no event says so",
            "Set include.unknown.datatypes=true on the connector"));
    reportColumns(
        findings,
        column -> column.array() && UNSENT_ARRAYS.contains(column.base()),
        Finding.warn(
            COLUMNS,
            "%s of an array type that Debezium leaves out: %s",
            "The mirror does not have them, and no event says so",
            "ALTER TABLE ... ALTER COLUMN ... TYPE text[]"));
    reportColumns(
        findings,
        column -> EMPTY.contains(column.type()) || (column.array() && column.base().equals("bit")),
        Finding.warn(
            COLUMNS,
            "%s of a type whose values Debezium does not send: %s",
            "The mirror has NULL, marked with ? in _cdc.unrepresentable; a bit array that is NOT"
                + " NULL stops the connector",
            "ALTER TABLE ... ALTER COLUMN ... TYPE text"));
    reportColumns(
        findings,
        column -> column.dimensions() > 1,
        Finding.warn(
            COLUMNS,
            "%s declared as arrays of several dimensions: %s",
            "Debezium sends NULL for each inner array: the mirror has NULL, marked with ? in"
                + " _cdc.unrepresentable",
            "Store them as jsonb, or as one-dimensional arrays"));
    unsent(findings);
  }

  /** Columns that an update may leave out without a form of the placeholder. */
  private void unsent(List<Finding> findings) {
    Set<TableId> partial =
        tables.stream()
            .filter(table -> table.published() && !table.identity().equals("f"))
            .map(Table::id)
            .collect(Collectors.toSet());
    Predicate<Column> unsent =
        column -> partial.contains(column.table()) && isSentAsNullWhenUnchanged(column);
    // The connector takes NULL for a geometry in any column.
    Predicate<Column> stops =
        column -> column.notNull() && (column.array() || !GEOMETRIES.contains(column.base()));
    reportColumns(
        findings,
        unsent.and(stops),
        Finding.fail(
            COLUMNS,
            "%s NOT NULL and of a type whose unchanged large values Debezium cannot leave out: %s",
            "An UPDATE that leaves such a value above 2 kB untouched stops the connector",
            "ALTER TABLE ... REPLICA IDENTITY FULL"));
    reportColumns(
        findings,
        unsent.and(stops.negate()),
        Finding.warn(
            COLUMNS,
            "%s of a type whose unchanged large values arrive as NULL: %s",
            "An UPDATE that leaves such a value above 2 kB untouched puts it in doubt, and the job"
                + " asks for the row again",
            "ALTER TABLE ... REPLICA IDENTITY FULL"));
  }

  private static boolean isSentAsNullWhenUnchanged(Column column) {
    if (column.array()) {
      boolean placeheld = column.typeKind().equals("b") && PLACEHELD.contains(column.base());
      return !placeheld && !UNSENT_ARRAYS.contains(column.base()) && !EMPTY.contains(column.type());
    }
    return GEOMETRIES.contains(column.base())
        || column.base().equals("varbit")
        || (column.base().equals("bit") && !FEW_BITS.matcher(column.type()).matches());
  }

  private static boolean isUnknownType(Column column) {
    return column.typeKind().equals("c")
        || column.typeKind().equals("m")
        || List.of("xid8", "pg_lsn", "tsquery", "pg_snapshot", "txid_snapshot")
            .contains(column.base());
  }

  private List<String> names(Predicate<Table> predicate) {
    return names(predicate, table -> table.id().toString());
  }

  private List<String> names(Predicate<Table> predicate, Function<Table, String> name) {
    return tables.stream().filter(predicate).map(name).toList();
  }

  private void reportColumns(List<Finding> findings, Predicate<Column> predicate, Finding form) {
    List<String> names =
        columns.stream()
            .filter(predicate)
            .map(c -> c.table() + "." + c.name() + " (" + c.type() + ")")
            .toList();
    report(findings, names, form, "column");
  }

  /** The finding with how many tables and which; none if there are none. */
  static void report(List<Finding> findings, List<String> names, Finding form) {
    report(findings, names, form, "table");
  }

  /** The finding with how many and which; none if there are none. */
  private static void report(
      List<Finding> findings, List<String> names, Finding form, String noun) {
    if (!names.isEmpty()) {
      String many = Words.count(names.size(), noun) + Words.verb(names.size(), " is", " are");
      String what = form.what().formatted(many, Words.list(names));
      findings.add(new Finding(form.check(), form.level(), what, form.why(), form.mend(), names));
    }
  }
}
