package io.tidemark.snapshot;

import io.tidemark.config.ConnectConfig;
import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.config.SchemaPolicy;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.doctor.Captured;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.ServerFacts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** What has to be so that a loaded table and the stream make one whole. */
final class Requirements {
  /** A slot that is being made has no position yet, and may come to begin behind the snapshot. */
  private static final String SLOT =
      """
      select confirmed_flush_lsn is not null and wal_status is distinct from 'lost'
      from pg_replication_slots where slot_name = ?
      """;

  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final TableId table;

  Requirements(PipelineConfig config, TableId table) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.table = table;
  }

  /**
   * Check all that can be known before.
   *
   * @throws TidemarkException if something is not so
   */
  void check(LakeLayout layout, Configuration hadoop) throws SQLException {
    if (!config.tables().selects(table)) {
      throw unloadable(
          "The configuration does not select it (tables.include, tables.exclude)",
          "Name a table that it selects, such as orders or sales.orders");
    }
    checkSlot(() -> {});
    long lake = AppendTable.open(hadoop, layout.ledger()).map(LedgerTable::lastLsn).orElse(0L);
    long server = ServerFacts.ask(postgres).lsn();
    if (Long.compareUnsigned(server, lake) < 0) {
      throw unloadable(
          "PostgreSQL was restored to an earlier point: it stands at LSN %s and the lake at %s"
              .formatted(Postgres.text(server), Postgres.text(lake)),
          "Let the job notice that (./tidemark run), and repair with --anew");
    }
    if (config.source().connect().isPresent()) {
      checkConnector(config.source().connect().get());
    }
  }

  private void checkConnector(ConnectConfig connect) {
    Optional<String> obstacle;
    try {
      obstacle = Captured.obstacle(connect, table);
    } catch (IOException e) {
      throw TidemarkException.external(
              "Kafka Connect at '%s' cannot be asked what it sends of '%s'"
                  .formatted(connect.url(), table),
              String.valueOf(e.getMessage()),
              "Start the worker (./tidemark up), or mend source.connect")
          .causedBy(e);
    }
    if (obstacle.isPresent()) {
      throw unloadable(obstacle.get(), "Mend the connector, or let it read the table itself");
    }
  }

  /**
   * What the snapshot does not see has to come by the stream: its slot must be there.
   *
   * @param giveUp what to do if it is not
   */
  void checkSlot(Runnable giveUp) throws SQLException {
    Boolean whole = null;
    try (Connection connection = Postgres.ask(postgres);
        PreparedStatement query = connection.prepareStatement(SLOT)) {
      query.setString(1, postgres.slot());
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          whole = row.getBoolean(1);
        }
      }
    }
    if (!Boolean.TRUE.equals(whole)) {
      giveUp.run();
      throw unloadable(
          "The replication slot '%s' %s: changes from the snapshot on would be lost"
              .formatted(
                  postgres.slot(),
                  whole == null ? "is not there" : "is not ready, or has lost the WAL it needs"),
          "Register the connector first; it need not read the table itself (Debezium,"
              + " snapshot.include.collection.list and snapshot.mode)");
    }
  }

  /** A table whose shape somebody has to accept is not given another one by the way. */
  void checkShape(MirrorTable mirror, ChangeEvent read) {
    SchemaPolicy policy = config.tables().schemaChanges().of(table);
    if (policy != SchemaPolicy.EVOLVE && !mirror.difference(read).isEmpty()) {
      throw TidemarkException.schema(
          "The table '%s' has another shape than its mirror".formatted(table),
          "tables.schema-changes has somebody accept that first: " + mirror.difference(read),
          "Let the job apply the changes until now, and accept the shape (quarantine retry)");
    }
  }

  private TidemarkException unloadable(String why, String mend) {
    return TidemarkException.config("The table '%s' can't be loaded".formatted(table), why, mend);
  }
}
