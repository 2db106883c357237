package io.tidemark.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.source.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes mirrors right whose tables changed without an event: {@code ALTER TABLE … ADD COLUMN …
 * DEFAULT} gives every row a value and sends nothing; a column dropped and added again leaves old
 * values in the mirror. Where the column has a default or had another life, the connector is asked
 * for an incremental snapshot of the table (Debezium, "Ad hoc snapshots"), whose rows then
 * overwrite the mirror's.
 */
final class Refill {
  private static final Logger LOG = LoggerFactory.getLogger(Refill.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RETRY_MS = 60_000;

  private static final String HAS_DEFAULT =
      """
      select exists (
        select from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = to_regclass(format('%I.%I', ?::text, ?::text)) and a.attname = any (?)
          and not a.attisdropped
          and (a.atthasdef or a.attidentity <> '' or a.attgenerated <> ''
               or t.typdefault is not null))
      """;
  private static final String SIGNAL =
      "insert into tidemark.debezium_signal (id, type, data) values (?, 'execute-snapshot', ?)";

  private final Optional<PostgresConfig> postgres;
  private final Clock clock;
  private final Map<TableId, Long> failed = new HashMap<>();

  Refill(Optional<PostgresConfig> postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /**
   * See to a mirror's unfilled columns, if it has any. A failure is told, and tried again later.
   */
  void look(TableId table, MirrorTable mirror) {
    List<String> columns = new ArrayList<>(mirror.unfilled());
    columns.addAll(mirror.returned());
    if (columns.isEmpty() || clock.millis() - failed.getOrDefault(table, 0L) < RETRY_MS) {
      return;
    }
    if (postgres.isEmpty()) {
      failed.put(table, clock.millis());
      LOG.warn(
          "The table {} has new columns {}. If they have a default, the mirror's older rows lack"
              + " it: configure source.postgres, so that the job can ask for them",
          table,
          columns);
      return;
    }
    try (Connection connection = Postgres.connect(postgres.get(), false)) {
      if (mirror.returned().isEmpty() && !haveDefaults(connection, table, columns)) {
        mirror.filled();
      } else if (mirror.key().isEmpty()) {
        mirror.filled();
        LOG.warn(
            "The table {} has new columns {} with defaults, which the mirror's older rows lack."
                + " Without a primary key a snapshot would double them: update all rows of the"
                + " table (UPDATE {} SET {} = {})",
            table,
            columns,
            table,
            columns.get(0),
            columns.get(0));
      } else {
        signal(connection, table);
        LOG.warn(
            "The table {} has columns {} whose values no event told: asked the connector to send"
                + " all its rows again, until then the mirror's older rows lack them",
            table,
            columns);
        mirror.filled();
      }
    } catch (SQLException e) {
      failed.put(table, clock.millis());
      LOG.warn(
          "The table {} has new columns {}, whose defaults the mirror's older rows may lack: {}."
              + " The user of source.postgres needs INSERT on tidemark.debezium_signal",
          table,
          columns,
          e.getMessage());
    }
  }

  private static boolean haveDefaults(Connection connection, TableId table, List<String> columns)
      throws SQLException {
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

  /** Tables are named by regular expressions there. */
  private static void signal(Connection connection, TableId table) throws SQLException {
    ObjectNode data = JSON.createObjectNode().put("type", "incremental");
    data.putArray("data-collections")
        .add((table.schema() + "." + table.table()).replaceAll("[^\\p{L}\\p{N}_ ]", "\\\\$0"));
    try (PreparedStatement insert = connection.prepareStatement(SIGNAL)) {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setString(2, data.toString());
      insert.executeUpdate();
    }
  }
}
