package io.tidemark.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Asks the connector to send tables once more (Debezium, "Sending signals", "Ad hoc snapshots").
 */
public enum SnapshotSignal {
  /** In chunks while changes go on; a table needs a primary key for it. */
  INCREMENTAL("incremental"),
  /** Whole tables at once; changes wait meanwhile in the slot. */
  BLOCKING("blocking");

  /**
   * Debezium parses the names of tables to send in chunks, and fails at a blank, only logging it.
   */
  private static final Pattern BLANK = Pattern.compile("\\s");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOT_LITERAL = "[^\\p{L}\\p{N}_ ]";
  private static final String INSERT =
      "insert into tidemark.debezium_signal (id, type, data) values (?, 'execute-snapshot', ?)";

  private final String type;

  SnapshotSignal(String type) {
    this.type = type;
  }

  /** The gentlest way to have a table with a primary key sent again. */
  public static SnapshotSignal gentlest(TableId table) {
    boolean unspeakable =
        BLANK.matcher(table.schema()).find() || BLANK.matcher(table.table()).find();
    return unspeakable ? BLOCKING : INCREMENTAL;
  }

  /**
   * Ask for these tables.
   *
   * @param rows a condition in SQL that the rows have to meet; empty for all
   */
  public void send(Connection connection, Collection<TableId> tables, Optional<String> rows)
      throws SQLException {
    ObjectNode data = JSON.createObjectNode().put("type", type);
    ArrayNode collections = data.putArray("data-collections");
    for (TableId table : tables) {
      // Tables are named by regular expressions there.
      String name = (table.schema() + "." + table.table()).replaceAll(NOT_LITERAL, "\\\\$0");
      collections.add(name);
      rows.ifPresent(
          filter ->
              data.withArrayProperty("additional-conditions")
                  .addObject()
                  .put("data-collection", name)
                  .put("filter", filter));
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setString(2, data.toString());
      insert.executeUpdate();
    }
  }
}
