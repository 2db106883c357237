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
  /** The triggers whose work a load knows how to do itself. */
  private static final List<String> KNOWN =
      List.of(
          "zz_tidemark_audit",
          "move_money_of_added",
          "move_money_of_changed",
          "move_money_of_removed");

  static LoadMode throughTriggers(String reason) {
    return new LoadMode(false, reason);
  }

  /** Complete rows if the user may and the triggers are those of the migrations, as they were. */
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
      String foreign = changedTrigger(connection, table);
      if (foreign != null) {
        return throughTriggers(
            "trigger \""
                + foreign
                + "\" of \""
                + table.tableName()
                + "\" is not as the migrations made it");
      }
    }
    return new LoadMode(true, "the rows bring what the triggers would have written");
  }

  private static String changedTrigger(Connection connection, Table table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select coalesce(t.tgname, 'zz_tidemark_audit')"
                + " from (select * from pg_trigger"
                + "   where tgrelid = ?::regclass and not tgisinternal) as t"
                + " full join (values ('zz_tidemark_audit')) as needed (name)"
                + "   on t.tgname = needed.name"
                + " where t.tgname is null or t.tgname <> all (?)"
                + "   or t.tgenabled <> 'O' or t.tgnargs > 0 limit 1")) {
      query.setString(1, table.qualifiedName());
      query.setArray(2, connection.createArrayOf("text", KNOWN.toArray()));
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? found.getString(1) : null;
      }
    }
  }
}
