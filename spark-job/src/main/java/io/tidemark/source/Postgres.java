package io.tidemark.source;

import io.tidemark.config.PostgresConfig;
import io.tidemark.error.TidemarkException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;

/** Connections to the source database, and what their failures mean. */
public final class Postgres {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Postgres() {}

  /** A connection whose every value comes as PostgreSQL writes it. */
  public static Connection connect(PostgresConfig postgres, boolean replication)
      throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), properties(postgres, replication));
  }

  private static Properties properties(PostgresConfig postgres, boolean replication) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, postgres.user());
    postgres.password().ifPresent(p -> PGProperty.PASSWORD.set(properties, p.value()));
    PGProperty.BINARY_TRANSFER.set(properties, false);
    PGProperty.APPLICATION_NAME.set(properties, "tidemark");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    if (replication) {
      PGProperty.REPLICATION.set(properties, "database");
      PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    } else {
      PGProperty.OPTIONS.set(
          properties,
          "-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=postgres -c bytea_output=hex"
              + " -c extra_float_digits=1 -c row_security=off");
    }
    return properties;
  }

  /**
   * A connection for short questions: an answer that does not come within 10 seconds is an {@link
   * SQLException}. Without a limit a host that went away without a word is waited for for ever.
   */
  public static Connection ask(PostgresConfig postgres) throws SQLException {
    return ask(postgres, PATIENCE);
  }

  static Connection ask(PostgresConfig postgres, Duration patience) throws SQLException {
    Properties properties = properties(postgres, false);
    PGProperty.SOCKET_TIMEOUT.set(properties, (int) patience.toSeconds());
    return DriverManager.getConnection(postgres.jdbcUrl(), properties);
  }

  /** Write a logical message into the WAL, where the job finds it behind all changes before it. */
  public static void tell(PostgresConfig postgres, String prefix, String content)
      throws SQLException {
    try (Connection connection = connect(postgres, false);
        PreparedStatement emit =
            connection.prepareStatement("select pg_logical_emit_message(true, ?, ?)")) {
      emit.setString(1, prefix);
      emit.setString(2, content);
      emit.execute();
    }
  }

  /** What a failure means, and who mends it. */
  public static TidemarkException failure(PostgresConfig postgres, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String what = "PostgreSQL at '%s' cannot be asked".formatted(postgres.jdbcUrl());
    if (state.startsWith("28")) {
      return TidemarkException.config(
          what, cause.getMessage(), "Mend source.postgres.user and password");
    }
    if (state.equals("42501")) {
      return TidemarkException.config(
          what,
          cause.getMessage(),
          "Give the user '%s' REPLICATION and pg_read_all_data".formatted(postgres.user()));
    }
    return TidemarkException.external(
            what, cause.getMessage(), "Start it (./tidemark up), or mend source.postgres")
        .causedBy(cause);
  }

  /** A name as an identifier in SQL, whatever is in it. */
  public static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** An LSN as PostgreSQL writes it. */
  public static String text(long lsn) {
    return LogSequenceNumber.valueOf(lsn).asString();
  }
}
