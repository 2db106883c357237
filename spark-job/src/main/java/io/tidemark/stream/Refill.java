package io.tidemark.stream;

import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.SnapshotSignal;
import java.sql.Connection;
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
 * Makes mirrors right where an update leaves a large value untouched and sends NULL for it, as for
 * some types. The connector is asked for an incremental snapshot of those rows (Debezium, "Ad hoc
 * snapshots"), which then overwrite the mirror's.
 */
final class Refill {
  private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
  private static final long RETRY_MS = 60_000;

  /** Between two snapshots. */
  private static final long PAUSE_MS = 10_000;

  private final Optional<PostgresConfig> postgres;
  private final Clock clock;
  private final Map<TableId, Long> failed = new HashMap<>();
  private final Map<TableId, Long> asked = new HashMap<>();

  Refill(Optional<PostgresConfig> postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /**
   * See to a mirror's values in doubt, if it has any. A failure is told, and tried again later.
   * Where nobody can be asked, it is told too of columns for which no event said their value.
   */
  void look(TableId table, MirrorTable mirror) {
    Set<String> columns = new TreeSet<>(mirror.doubts().columns());
    if (postgres.isEmpty()) {
      columns.addAll(mirror.unfilled());
      columns.addAll(mirror.returned());
    }
    if (columns.isEmpty()
        || clock.millis() - failed.getOrDefault(table, 0L) < RETRY_MS
        || clock.millis() - asked.getOrDefault(table, 0L) < PAUSE_MS) {
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
    try (Connection connection = Postgres.ask(postgres.get())) {
      SnapshotSignal signal = SnapshotSignal.gentlest(table);
      Optional<String> rows =
          signal == SnapshotSignal.BLOCKING ? Optional.empty() : RowFilter.of(mirror);
      signal.send(connection, List.of(table), rows);
      LOG.warn(
          "The table {} has columns {} whose values no event told: asked the connector to send {}"
              + " again, until then the mirror lacks them. REPLICA IDENTITY FULL on the table makes"
              + " that unnecessary",
          table,
          columns,
          rows.isEmpty() ? "all its rows" : "those rows");
      mirror.filled();
      asked.put(table, clock.millis());
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
}
