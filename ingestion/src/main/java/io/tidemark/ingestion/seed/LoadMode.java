package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.world.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Whether rows come complete, or are completed by the triggers of their tables.
 *
 * <p>The audit trigger costs more than all the rest of an insert. A load that is allowed to set
 * {@code session_replication_role} therefore brings complete rows, with the audit columns that the
 * trigger would have written and with the money moved chunk by chunk, and does not fire it.
 *
 * @param completeRows true if the triggers are not to fire
 * @param reason why, for the report
 */
record LoadMode(boolean completeRows, String reason) {
  private static final String AUDIT = "zz_tidemark_audit";

  /** The triggers whose work a load does itself. */
  private static List<String> triggers(Table table) {
    return table == Table.TRANSACTIONS
        ? List.of(AUDIT, "move_money_of_added", "move_money_of_changed", "move_money_of_removed")
        : List.of(AUDIT);
  }

  static LoadMode throughTriggers(String reason) {
    return new LoadMode(false, reason);
  }

  /** Complete rows if the user may, and the tables are as the migrations made them. */
  static LoadMode choose(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet may =
            statement.executeQuery(
                "select has_parameter_privilege('session_replication_role', 'set')")) {
      may.next();
      if (!may.getBoolean(1)) {
        return throughTriggers("the user may not set session_replication_role");
      }
    }
    for (Table table : Table.values()) {
      if (!isAsMigrated(connection, table)) {
        return throughTriggers(
            "the triggers or columns of \""
                + table.tableName()
                + "\" are not as the migrations made them");
      }
    }
    return new LoadMode(true, "the rows bring what the triggers would have written");
  }

  private static boolean isAsMigrated(Connection connection, Table table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select not exists ("
                + "   select from (select * from pg_trigger"
                + "     where tgrelid = ?::regclass and not tgisinternal) as found"
                + "   full join unnest(?) as expected (name) on found.tgname = expected.name"
                + "   where found.tgname is null or expected.name is null"
                + "     or found.tgenabled <> 'O' or found.tgnargs > 0)"
                + " and (select count(*) from pg_attribute"
                + "   where attrelid = ?::regclass and attnum > 0 and not attisdropped) = ?")) {
      query.setString(1, table.qualifiedName());
      query.setArray(2, connection.createArrayOf("text", triggers(table).toArray()));
      query.setString(3, table.qualifiedName());
      query.setInt(4, table.columns().size() + 3);
      try (ResultSet asMigrated = query.executeQuery()) {
        asMigrated.next();
        return asMigrated.getBoolean(1);
      }
    }
  }
}
