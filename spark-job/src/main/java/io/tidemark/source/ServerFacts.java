package io.tidemark.source;

import io.tidemark.config.PostgresConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What PostgreSQL says of itself and of the replication slot, for whoever has to tell whether the
 * changes that are still to come can make the lake right.
 *
 * @param server its system identifier and timeline, such as {@code 7561894137340264513/1}: another
 *     one after a restore, after a failover, or where the address leads to another server
 * @param lsn where its WAL ends
 * @param slot state of the slot: {@code reserved}, {@code extended}, {@code unreserved} or {@code
 *     lost} (view {@code pg_replication_slots}, {@code wal_status}); null if it is not there
 */
public record ServerFacts(String server, long lsn, String slot) {
  private static final String QUERY =
      """
      select system_identifier || '/' || timeline_id,
             pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
             (select wal_status from pg_replication_slots where slot_name = ?)
        from pg_control_system(), pg_control_checkpoint()
      """;

  /** Ask; a server that does not answer throws, and says nothing. */
  public static ServerFacts ask(PostgresConfig postgres) throws SQLException {
    try (Connection connection = Postgres.ask(postgres);
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, postgres.slot());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new ServerFacts(row.getString(1), row.getLong(2), row.getString(3));
      }
    }
  }
}
