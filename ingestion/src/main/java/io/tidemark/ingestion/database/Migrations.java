package io.tidemark.ingestion.database;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/** The migrations of the demo database; Flyway's history is in schema {@code flyway}. */
public final class Migrations {
  private Migrations() {}

  /** What a call of {@link #apply} did: the versions it applied (none if up to date). */
  public record Applied(List<String> versions, String version) {}

  /** Brings the database to the newest version. Safe to call at any time, also twice at once. */
  public static Applied apply(Database database) {
    // Flyway hides the reason of a refused connection: ask first.
    try (var probe = database.connect("tidemark-migrate")) {
      probe.isValid(5);
    } catch (SQLException e) {
      throw DatabaseFault.of(e, database);
    }
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(database.jdbcUrl(), database.user(), database.password())
            .locations("classpath:db/migration")
            .defaultSchema("flyway")
            .createSchemas(true)
            .placeholderReplacement(false)
            .cleanDisabled(true)
            .load();
    try {
      MigrateResult result = flyway.migrate();
      var current = flyway.info().current();
      return new Applied(
          result.migrations.stream().map(m -> m.version).toList(),
          current == null ? "none" : current.getVersion().toString());
    } catch (FlywayException e) {
      throw fault(e, database);
    }
  }

  private static DatabaseFault fault(FlywayException failure, Database database) {
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        if (sql.getSQLState().equals("42P07") || sql.getSQLState().equals("42P06")) {
          return new DatabaseFault(
              "Cannot migrate \""
                  + database.address()
                  + "\": "
                  + sql.getMessage()
                  + ". The database already holds a table or schema of this name, which is not"
                  + " Tidemark's; name an empty database by --jdbc-url.",
              failure);
        }
        return DatabaseFault.of(sql, database);
      }
    }
    return new DatabaseFault(
        "Cannot migrate \"" + database.address() + "\": " + failure.getMessage(), failure);
  }
}
