package io.tidemark.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.decode.value.PostgresText;
import io.tidemark.delta.IndexedTable;
import io.tidemark.verify.Proof;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of the source with a row for each of some cases and a column for each type, and its
 * mirror.
 */
final class ConformanceTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stack stack;
  private final Lake lake;
  private final Connection connection;
  private final String name;
  private final List<ConformanceCase> cases;

  ConformanceTable(
      Stack stack, Lake lake, Connection connection, String name, List<ConformanceCase> cases) {
    this.stack = stack;
    this.lake = lake;
    this.connection = connection;
    this.name = name;
    this.cases = cases;
  }

  /** What became of a value. */
  enum Verdict {
    EXACT("exact"),
    AS_TEXT("kept as text"),
    EXACT_MARKED("exact, marked as in doubt"),
    LOST_MARKED("**lost by Debezium**, marked"),
    REFUSED("**lost by Debezium**, refused"),
    NOT_SENT("**lost by Debezium**, the column is not sent"),
    FOUND_BY_VERIFY("**lost by Debezium**, `verify` finds it"),
    WRONG("WRONG");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }

    /** Whether the mirror does not have the value. */
    boolean isLost() {
      return compareTo(EXACT_MARKED) > 0;
    }
  }

  /**
   * A value on its way.
   *
   * @param text PostgreSQL's own
   * @param sent what the connector made of it
   * @param type Delta's; null where there is no column
   * @param value what the mirror holds; null where it has no row or no column
   * @param mark what {@code _cdc.unrepresentable} says of it; null where nothing
   */
  record Judged(
      ConformanceCase of,
      String text,
      String sent,
      String type,
      String value,
      String mark,
      Verdict verdict) {}

  void create(String... settings) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    cases.forEach(c -> columns.putIfAbsent(c.column(), c.type()));
    String definitions =
        columns.entrySet().stream()
            .map(column -> ", " + column.getKey() + " " + column.getValue())
            .collect(Collectors.joining());
    run("create table " + name + " (id int primary key, n int" + definitions + ")");
    run(settings);
    for (ConformanceCase c : cases) {
      run(
          "insert into %s (id, %s) values (%d, %s)"
              .formatted(name, c.column(), c.id(), c.expression()));
    }
  }

  void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Whether each row is in the mirror as the change of this operation left it, or refused. */
  boolean arrived(String op) {
    Map<Integer, Object[]> mirrored = mirrored();
    Set<Integer> refused = refused();
    return cases.stream()
        .allMatch(
            c -> {
              Object[] row = mirrored.get(c.id());
              return row == null
                  ? refused.contains(c.id())
                  : ((Object[]) row[row.length - 1])[0].equals(op);
            });
  }

  /** Whether no value is left of which an update said nothing. */
  boolean settled() {
    Map<Integer, Object[]> mirrored = mirrored();
    return cases.stream()
        .allMatch(
            c -> {
              Object[] row = mirrored.get(c.id());
              Object[] cdc = (Object[]) row[row.length - 1];
              Map<?, ?> texts = cdc[6] == null ? Map.of() : (Map<?, ?>) cdc[6];
              return !cdc[0].equals("c") && !"?".equals(texts.get(c.column()));
            });
  }

  /** Judge every value after its last change of this operation. */
  List<Judged> judge(String op) throws SQLException, IOException {
    IndexedTable mirror = (IndexedTable) lake.mirror("public", name).orElseThrow();
    Proof proof = proof();
    SentValues sent = SentValues.of(stack, "tidemark.public." + name);
    Map<Integer, Object[]> rows = mirrored();
    List<Judged> judged = new ArrayList<>();
    for (ConformanceCase c : cases) {
      List<String> source = source(c);
      String text = source.get(0);
      int place = mirror.schema().indexOf(c.column());
      Object[] row = rows.get(c.id());
      String type = place < 0 ? null : typeName(mirror.schema().at(place).getDataType());
      Verdict verdict;
      String value = null;
      String note = null;
      if (!sent.has(op, c.id(), c.column())) {
        verdict = Verdict.NOT_SENT;
      } else if (row == null) {
        verdict = Verdict.REFUSED;
      } else {
        Map<?, ?> texts = (Map<?, ?>) ((Object[]) row[row.length - 1])[6];
        String mark = texts == null ? null : (String) texts.get(c.column());
        boolean same =
            c.type().startsWith("hstore")
                ? sameJson(source.get(1), row[place])
                : proof.same(c.column(), text, row[place], mark);
        DataType lakeType = mirror.schema().at(place).getDataType();
        boolean isText =
            lakeType instanceof StringType
                ? !source.get(2).equals("S")
                : type.contains("binary") && !c.type().startsWith("bytea");
        verdict = verdict(c, op, same, row[place], mark, isText);
        value = SentValues.shortened(spelled(lakeType, row[place]));
        note = mark == null ? null : SentValues.shortened(mark);
      }
      String message = sent.value(op, c.id(), c.column());
      judged.add(new Judged(c, text, message, type, value, note, verdict));
    }
    return judged;
  }

  private static Verdict verdict(
      ConformanceCase c, String op, boolean same, Object value, String mark, boolean isText) {
    boolean inDoubt = mark != null && mark.startsWith("?");
    if (same) {
      boolean asText = isText || (value == null && mark != null);
      return inDoubt ? Verdict.EXACT_MARKED : asText ? Verdict.AS_TEXT : Verdict.EXACT;
    }
    if (inDoubt) {
      return Verdict.LOST_MARKED;
    }
    boolean known =
        c.loss() == ConformanceCase.Loss.ALWAYS
            || (c.loss() == ConformanceCase.Loss.IN_A_SNAPSHOT && op.equals("r"));
    return known ? Verdict.FOUND_BY_VERIFY : Verdict.WRONG;
  }

  /** Rows that {@code verify} says to differ, by id. */
  Set<Integer> differing() throws SQLException {
    return proof().differing(connection).stream()
        .map(key -> Integer.valueOf(key.substring(1, key.length() - 1)))
        .collect(Collectors.toSet());
  }

  /** Whether {@code verify} compares the values of a case. */
  boolean compared(ConformanceCase c) throws SQLException {
    return proof().compares(c.column());
  }

  private Proof proof() throws SQLException {
    TableId table = new TableId("public", name);
    return Proof.of(connection, table, lake.layout().mirror(table));
  }

  /** PostgreSQL's text, its JSON if it is an hstore, and the category of its type. */
  private List<String> source(ConformanceCase c) throws SQLException {
    String json =
        switch (c.type()) {
          case "hstore" -> "hstore_to_json(%1$s)::text";
          case "hstore[]" -> "(select json_agg(hstore_to_json(e)) from unnest(%1$s) e)::text";
          default -> "null";
        };
    String sql =
        ("select %1$s, "
                + json
                + ", t.typcategory from %2$s, pg_type t"
                + " where id = %3$d and t.oid = pg_typeof(%1$s)")
            .formatted(c.column(), name, c.id());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      List<String> texts = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        texts.add(row.getString(i));
      }
      return texts;
    }
  }

  private Map<Integer, Object[]> mirrored() {
    Map<Integer, Object[]> rows = new HashMap<>();
    lake.mirror("public", name)
        .ifPresent(
            mirror ->
                mirror.scan(
                    mirror.schema().fieldNames(),
                    row -> rows.put((Integer) row[mirror.schema().indexOf("id")], row.clone())));
    return rows;
  }

  private Set<Integer> refused() {
    return lake.rows(lake.layout().quarantine(), "topic", "key").stream()
        .filter(row -> row.get(0).equals("tidemark.public." + name))
        .map(row -> id((byte[]) row.get(1)))
        .collect(Collectors.toSet());
  }

  private static Integer id(byte[] key) {
    try {
      return JSON.readTree(key).get("payload").get("id").intValue();
    } catch (IOException e) {
      throw new IllegalStateException("no key of ours was refused", e);
    }
  }

  private static boolean sameJson(String expected, Object value) throws IOException {
    JsonNode mirrored =
        value instanceof List<?> list ? JSON.readTree(list.toString()) : read((String) value);
    return read(expected).equals(mirrored);
  }

  private static JsonNode read(String json) throws IOException {
    return JSON.readTree(String.valueOf(json));
  }

  private static String spelled(DataType type, Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    } else if (type instanceof DateType) {
      return PostgresText.date((Integer) value);
    } else if (type instanceof TimestampType) {
      return PostgresText.timestampTz((Long) value);
    } else if (type instanceof TimestampNTZType) {
      return PostgresText.timestamp((Long) value);
    } else if (type instanceof ArrayType array) {
      return ((List<?>) value)
          .stream()
              .map(element -> spelled(array.getElementType(), element))
              .collect(Collectors.joining(", ", "[", "]"));
    }
    return value.toString();
  }

  private static String typeName(DataType type) {
    return type.toString().replaceAll("Type|, containsNull = true", "");
  }
}
