package io.tidemark.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What PostgreSQL's catalogue says of a table.
 *
 * @param oid that the table keeps whatever it is called; 0 if there is none of that name any more
 * @param file number of the file with its rows: another one once they were rewritten
 * @param columns in order
 */
public record TableFacts(long oid, long file, List<ColumnFacts> columns) {
  /** Where a mirror remembers them. */
  public static final String DOMAIN = "tidemark.source";

  /** No table. */
  public static final TableFacts NONE = new TableFacts(0, 0, List.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  public TableFacts {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param number that the column keeps whatever it is called, and no other ever gets
   * @param name what it is called in the lake
   * @param type as PostgreSQL writes it, such as {@code numeric(10,2)}
   * @param notNull whether NULL is refused
   * @param filled whether existing rows may have got values when it was added: it has a default, or
   *     is an identity or generated
   * @param version of its entry in the catalogue: another one after any change of the column
   */
  public record ColumnFacts(
      int number, String name, String type, boolean notNull, boolean filled, String version) {
    ColumnFacts named(String other) {
      return new ColumnFacts(number, other, type, notNull, filled, version);
    }
  }

  /** What was remembered; empty if nothing was. */
  public static Optional<TableFacts> parse(Optional<String> json) {
    return json.map(
        text -> {
          try {
            return JSON.readValue(text, TableFacts.class);
          } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is known of a table is '" + text + "'", e);
          }
        });
  }

  /** The same to remember. */
  public String toJson() {
    return JSON.valueToTree(this).toString();
  }

  /** The columns by the number that they keep. */
  public Map<Integer, ColumnFacts> byNumber() {
    Map<Integer, ColumnFacts> byNumber = new TreeMap<>();
    columns.forEach(column -> byNumber.put(column.number(), column));
    return byNumber;
  }

  /** The column of a name; empty if there is none. */
  public Optional<ColumnFacts> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
