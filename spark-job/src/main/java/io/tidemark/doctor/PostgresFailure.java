package io.tidemark.doctor;

import io.tidemark.config.PostgresConfig;
import java.sql.SQLException;

/** Says why PostgreSQL could not be asked, by its SQLSTATE. */
final class PostgresFailure {
  private PostgresFailure() {}

  static Finding finding(SQLException e, PostgresConfig config) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String reason = e.getMessage() == null ? e.toString() : e.getMessage().strip();
    String what = "PostgreSQL at \"" + config.jdbcUrl() + "\" ";
    String why = "Nothing in the database could be examined";
    if (state.startsWith("28")) {
      return Finding.fail(
          "postgres.server",
          what + "refuses user \"" + config.user() + "\": " + reason,
          why,
          "Correct source.postgres.user and password; look at pg_hba.conf if they are right");
    }
    if (state.equals("3D000")) {
      return Finding.fail(
          "postgres.server",
          what + "has no such database: " + reason,
          why,
          "Correct the name at the end of source.postgres.jdbc-url");
    }
    if (state.startsWith("08")) {
      return Finding.fail(
          "postgres.server",
          what + "does not answer: " + reason,
          why,
          "Start the server, or correct host and port in source.postgres.jdbc-url");
    }
    return Finding.unknown(
        "postgres.server",
        what + "answers with an error: " + reason,
        why,
        state.equals("42501")
            ? "Give the user the right that is missing"
            : "Read the server's log");
  }
}
