package io.tidemark.torture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.torture.check.Canonical;
import io.tidemark.torture.check.LoggedChange;
import io.tidemark.torture.check.OracleEvent;
import io.tidemark.torture.lake.DeltaTable;
import io.tidemark.torture.lake.LakeFolder;
import io.tidemark.torture.plan.ColumnKind;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedColumn;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.system.CouldNotTell;
import io.tidemark.torture.system.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What PostgreSQL and the lake hold, in the same texts. */
final class Sources {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final LakeFolder lake;
  private final Map<String, Map<String, ColumnKind>> kinds = new HashMap<>();

  Sources(Plan plan, Database database, LakeFolder lake) {
    this.database = database;
    this.lake = lake;
    for (PlannedTable table : plan.tables()) {
      Map<String, ColumnKind> columns = new LinkedHashMap<>();
      for (PlannedColumn column : plan.columns().get(table.name())) {
        columns.put(column.name(), column.kind());
      }
      table.leaves().forEach(leaf -> kinds.put(leaf, columns));
    }
  }

  private ColumnKind kind(String table, String column) {
    ColumnKind kind = kinds.getOrDefault(table, Map.of()).get(column);
    if (kind == null) {
      throw new CouldNotTell("no plan has the column '%s' of '%s'".formatted(column, table));
    }
    return kind;
  }

  /** The columns that a table has now. */
  List<String> columns(String table) {
    List<String> columns = new ArrayList<>();
    database
        .rows(
            "select attname from pg_attribute where attrelid = '%s'::regclass and attnum > 0"
                    .formatted(PlannedTable.qualified(table).replace("'", "''"))
                + " and not attisdropped order by attnum")
        .forEach(row -> columns.add(row.get(0)));
    return columns;
  }

  /** A table's rows in PostgreSQL. */
  List<Map<String, String>> rows(String table, List<String> columns) {
    List<String> texts = columns.stream().map(c -> PlannedTable.quoted(c) + "::text").toList();
    List<Map<String, String>> rows = new ArrayList<>();
    for (List<String> values :
        database.rows(
            "select " + String.join(", ", texts) + " from " + PlannedTable.qualified(table))) {
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        String column = columns.get(i);
        row.put(column, Canonical.ofPostgres(kind(table, column), values.get(i)));
      }
      rows.add(row);
    }
    return rows;
  }

  /** The rows of its mirror, of these columns; one that the mirror lacks is lacking in each row. */
  List<Map<String, String>> mirrored(String table, List<String> columns) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Map<String, Object> values : DeltaTable.rows(lake.mirror(PlannedTable.SCHEMA, table))) {
      Map<?, ?> kept = unrepresentable(values);
      Map<String, String> row = new HashMap<>();
      for (String column : columns) {
        if (values.containsKey(column)) {
          row.put(
              column,
              Canonical.ofLake(kind(table, column), values.get(column), (String) kept.get(column)));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** Of each table whose mirror may be wrong the job's reason. */
  Map<String, String> stale() {
    Map<String, String> stale = new TreeMap<>();
    for (Map<String, Object> row : DeltaTable.rows(lake.stale())) {
      stale.put((String) row.get("table_name"), (String) row.get("reason"));
    }
    return stale;
  }

  private static Map<?, ?> unrepresentable(Map<String, Object> row) {
    Map<?, ?> cdc = (Map<?, ?>) row.get("_cdc");
    Object kept = cdc.get("unrepresentable");
    return kept == null ? Map.of() : (Map<?, ?>) kept;
  }

  /** All that the triggers saw, by table. */
  Map<String, List<OracleEvent>> history() {
    Map<String, List<OracleEvent>> history = new HashMap<>();
    for (List<String> row :
        database.rows(
            "select seq, table_name, op, array_to_json(key_columns)::text, old_row, new_row"
                + " from oracle.history order by seq")) {
      String table = row.get(1);
      if (kinds.containsKey(table)) {
        List<String> key = new ArrayList<>();
        parse(row.get(3)).forEach(name -> key.add(name.asText()));
        history
            .computeIfAbsent(table, t -> new ArrayList<>())
            .add(
                new OracleEvent(
                    Long.parseLong(row.get(0)),
                    table,
                    OracleEvent.Op.valueOf(row.get(2)),
                    key,
                    spelled(table, row.get(4)),
                    spelled(table, row.get(5))));
      }
    }
    return history;
  }

  private Map<String, String> spelled(String table, String json) {
    if (json == null) {
      return null;
    }
    Map<String, String> texts = new HashMap<>();
    parse(json)
        .properties()
        .forEach(
            field ->
                texts.put(
                    field.getKey(),
                    Canonical.ofPostgres(
                        kind(table, field.getKey()),
                        field.getValue().isNull() ? null : field.getValue().asText())));
    return texts;
  }

  /** The whole change log, by table. */
  Map<String, List<LoggedChange>> changeLog() {
    Map<String, List<LoggedChange>> log = new HashMap<>();
    for (Map<String, Object> row : DeltaTable.rows(lake.changes())) {
      String table = (String) row.get("table_name");
      if (PlannedTable.SCHEMA.equals(row.get("schema_name"))) {
        log.computeIfAbsent(table, t -> new ArrayList<>()).add(change(table, row));
      }
    }
    return log;
  }

  private LoggedChange change(String table, Map<String, Object> row) {
    List<String> key = new ArrayList<>();
    Map<String, String> keyTexts = image(table, (String) row.get("key"));
    if (keyTexts != null) {
      key.addAll(keyTexts.values());
    }
    List<?> unavailable =
        row.get("unavailable") == null ? List.of() : (List<?>) row.get("unavailable");
    return new LoggedChange(
        table,
        (String) row.get("op"),
        key,
        image(table, (String) row.get("before")),
        image(table, (String) row.get("after")),
        Set.copyOf(unavailable.stream().map(String.class::cast).toList()),
        (String) row.get("topic"),
        (Integer) row.get("partition"),
        (Long) row.get("offset"));
  }

  private Map<String, String> image(String table, String json) {
    if (json == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    Images.parse(json)
        .forEach(
            (column, value) -> texts.put(column, Canonical.ofJson(kind(table, column), value)));
    return texts;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new CouldNotTell("'" + json + "' is not JSON", e);
    }
  }
}
