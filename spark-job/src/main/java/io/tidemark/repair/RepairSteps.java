package io.tidemark.repair;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import io.tidemark.delta.MultisetTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.SnapshotSignal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** What a repair is made of, be it asked for or the job's own. */
final class RepairSteps {
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop;

  RepairSteps(PipelineConfig config, Configuration hadoop) {
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.hadoop = hadoop;
  }

  /** Those of the tables whose mirrors have no primary key. */
  Set<TableId> keyless(Set<TableId> tables) {
    Set<TableId> keyless = new TreeSet<>();
    for (TableId table : tables) {
      LakeTable.existing(hadoop, layout.mirror(table))
          .filter(MultisetTable.class::isInstance)
          .ifPresent(mirror -> keyless.add(table));
    }
    return keyless;
  }

  /** Whether only rows that are sent again can show what became of a table. */
  boolean awaits(TableId table) {
    return new MirrorTable(hadoop, layout.mirror(table)).awaits();
  }

  /** Ask the connector to send all rows of tables again. */
  void signal(SnapshotSignal kind, Set<TableId> tables) throws SQLException {
    try (Connection connection = Postgres.connect(postgres, false)) {
      kind.send(connection, tables, Optional.empty());
    }
  }

  /** A snapshot of a table without rows sends nothing; its emptiness has to be said. */
  void tellEmpty(TableId table) throws SQLException {
    try (Connection connection = Postgres.connect(postgres, false)) {
      lock(connection, table);
      try (Statement statement = connection.createStatement();
          ResultSet any =
              statement.executeQuery("select exists (select from " + quoted(table) + ")")) {
        any.next();
        if (!any.getBoolean(1)) {
          tell(RepairMessage.empty(table));
        }
      }
      connection.rollback();
    }
  }

  /** From here to the end of the transaction nobody writes the table. */
  static void lock(Connection connection, TableId table) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("lock table " + quoted(table) + " in share mode");
    }
  }

  /** Tell the job, in the source's WAL. */
  void tell(RepairMessage message) throws SQLException {
    Postgres.tell(postgres, RepairMessage.PREFIX, message.content());
  }

  private static String quoted(TableId table) {
    return Postgres.quoted(table.schema()) + "." + Postgres.quoted(table.table());
  }
}
