package io.tidemark.ingestion.database;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where PostgreSQL is; their defaults come from the environment. */
public final class DatabaseOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      defaultValue = "${env:TIDEMARK_POSTGRES_JDBC_URL}",
      description =
          "Address, as jdbc:postgresql://host:port/database "
              + "(default: $TIDEMARK_POSTGRES_JDBC_URL).")
  private String jdbcUrl;

  @Option(
      names = "--user",
      defaultValue = "${env:TIDEMARK_POSTGRES_USER}",
      description = "Database user (default: $TIDEMARK_POSTGRES_USER).")
  private String user;

  @Option(
      names = "--password",
      defaultValue = "${env:TIDEMARK_POSTGRES_PASSWORD}",
      description =
          "Password (default: $TIDEMARK_POSTGRES_PASSWORD, which other users cannot see in the "
              + "list of processes).")
  private String password;

  /** The database that the options name; a missing address is wrong usage. */
  public Database database() {
    if (jdbcUrl == null || jdbcUrl.isBlank()) {
      throw new ParameterException(
          command.commandLine(),
          "No database is named: set TIDEMARK_POSTGRES_JDBC_URL (`./tidemark up` does) or pass"
              + " --jdbc-url jdbc:postgresql://host:port/database.");
    }
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new ParameterException(
          command.commandLine(),
          "--jdbc-url must begin with \"jdbc:postgresql:\", as in"
              + " jdbc:postgresql://localhost:5432/tidemark.");
    }
    return new Database(
        jdbcUrl,
        user == null || user.isBlank() ? System.getProperty("user.name") : user,
        password == null ? "" : password);
  }
}
