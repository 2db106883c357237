package io.tidemark.stream;

import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.SnapshotSignal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes mirrors right where no event tells a value: {@code ALTER TABLE … ADD COLUMN … DEFAULT}
 * gives every row one and sends nothing; a column dropped and added again leaves old values in the
 * mirror; an update that leaves a large value untouched sends NULL for some types. Where the column
 * has a default or had another life, or values are in doubt, the connector is asked for an
 * incremental snapshot of the table or of those rows (Debezium, "Ad hoc snapshots"), whose rows
 * then overwrite the mirror's.
 */
final class Refill {
  private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
  private static final long RETRY_MS = 60_000;

  /** Between two snapshots for values in doubt. */
  private static final long PAUSE_MS = 10_000;

  private static final String HAS_DEFAULT =
      """
      select exists (
        select from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = to_regclass(format('%I.%I', ?::text, ?::text)) and a.attname = any (?)
          and not a.attisdropped
          and (a.atthasdef or a.attidentity <> '' or a.attgenerated <> ''
               or t.typdefault is not null))
      """;

  private final Optional<PostgresConfig> postgres;
  private final Clock clock;
  private final Map<TableId, Long> failed = new HashMap<>();
  private final Map<TableId, Long> asked = new HashMap<>();

  Refill(Optional<PostgresConfig> postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /**
   * See to a mirror's values that no event told, if it has any. A failure is told, and tried again
   * later.
   */
  void look(TableId table, MirrorTable mirror) {
    Set<String> columns = new TreeSet<>(mirror.unfilled());
    columns.addAll(mirror.returned());
    boolean doubts = !mirror.doubts().columns().isEmpty();
    boolean onlyDoubts = columns.isEmpty();
    columns.addAll(mirror.doubts().columns());
    long pause = onlyDoubts ? PAUSE_MS : 0;
    if (columns.isEmpty()
        || clock.millis() - failed.getOrDefault(table, 0L) < RETRY_MS
        || clock.millis() - asked.getOrDefault(table, 0L) < pause) {
      return;
    }
    if (postgres.isEmpty()) {
      failed.put(table, clock.millis());
      LOG.warn(
          "The table {} has columns {} of whose values no event told, so that the mirror may lack"
              + " them: configure source.postgres, so that the job can ask for them",
          table,
          columns);
      return;
    }
    try (Connection connection = Postgres.connect(postgres.get(), false)) {
      boolean whole =
          !mirror.returned().isEmpty() || haveDefaults(connection, table, mirror.unfilled());
      if (!whole && !doubts) {
        mirror.filled();
      } else if (mirror.key().isEmpty()) {
        mirror.filled();
        String first = columns.iterator().next();
        LOG.warn(
            "The table {} has new columns {} with defaults, which the mirror's older rows lack."
                + " Without a primary key a snapshot would double them: update all rows of the"
                + " table (UPDATE {} SET {} = {})",
            table,
            columns,
            table,
            first,
            first);
      } else {
        SnapshotSignal signal = SnapshotSignal.gentlest(table);
        boolean all = whole || signal == SnapshotSignal.BLOCKING;
        Optional<String> rows = all ? Optional.empty() : RowFilter.of(mirror);
        signal.send(connection, List.of(table), rows);
        LOG.warn(
            "The table {} has columns {} whose values no event told: asked the connector to send"
                + " {} again, until then the mirror lacks them.{}",
            table,
            columns,
            rows.isEmpty() ? "all its rows" : "those rows",
            doubts ? " REPLICA IDENTITY FULL on the table makes that unnecessary" : "");
        mirror.filled();
        asked.put(table, clock.millis());
      }
    } catch (SQLException e) {
      failed.put(table, clock.millis());
      LOG.warn(
          "The table {} has columns {} of whose values no event told, so that the mirror may lack"
              + " them: {}. The user of source.postgres needs INSERT on tidemark.debezium_signal",
          table,
          columns,
          e.getMessage());
    }
  }

  private static boolean haveDefaults(Connection connection, TableId table, List<String> columns)
      throws SQLException {
    if (columns.isEmpty()) {
      return false;
    }
    try (PreparedStatement query = connection.prepareStatement(HAS_DEFAULT)) {
      query.setString(1, table.schema());
      query.setString(2, table.table());
      query.setArray(3, connection.createArrayOf("text", columns.toArray()));
      try (ResultSet answer = query.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }
}
