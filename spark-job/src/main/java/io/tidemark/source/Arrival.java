package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.progress.Progress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether all changes up to an LSN have arrived. In Kafka they have when the connector's slot is
 * confirmed up to there, for it confirms only what Kafka has acknowledged (Debezium, PostgreSQL
 * connector, "How the connector handles offsets"); in the lake when it holds the offsets that Kafka
 * ends at then.
 */
public final class Arrival {
  private Arrival() {}

  /**
   * How many bytes of WAL the connector still has to confirm until an LSN.
   *
   * @return 0 if all before it is in Kafka; empty if the slot is not there
   */
  public static Optional<Long> bytesBehind(PostgresConfig postgres, long lsn) {
    try (Connection connection = Postgres.ask(postgres);
        PreparedStatement query =
            connection.prepareStatement(
                "select greatest(0, pg_wal_lsn_diff(?::pg_lsn, confirmed_flush_lsn))::bigint"
                    + " from pg_replication_slots where slot_name = ?")) {
      query.setString(1, Postgres.text(lsn));
      query.setString(2, postgres.slot());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  /** Where the database's WAL ends now. */
  public static long currentLsn(PostgresConfig postgres) {
    try (Connection connection = Postgres.ask(postgres);
        PreparedStatement query =
            connection.prepareStatement(
                "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  /** Write a message into the WAL, so that an idle database's slot moves past what was before. */
  public static void nudge(PostgresConfig postgres) {
    try (Connection connection = Postgres.ask(postgres);
        PreparedStatement statement =
            connection.prepareStatement(
                "select pg_logical_emit_message(false, 'tidemark.heartbeat', 'verify')")) {
      statement.execute();
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  /** Offsets at which Kafka's topics of changes and transactions end now. */
  public static Map<TopicPartition, Long> ends(KafkaConfig kafka) {
    try (ChangeTopics topics = new ChangeTopics(kafka)) {
      return topics.ends(topics.partitions());
    }
  }

  /** Number of messages below these ends that the lake does not hold. */
  public static long missing(Map<TopicPartition, Long> ends, Progress held) {
    long missing = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      long next = held.next(end.getKey().topic(), end.getKey().partition());
      missing += Math.max(0, end.getValue() - next);
    }
    return missing;
  }
}
