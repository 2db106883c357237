package io.tidemark.stack.service;

import io.tidemark.stack.home.Settings;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The database that is captured: made, and prepared for the connector. */
public final class SourceDatabase {
  private static final String ANSWER_SECONDS = "5";

  private final Settings settings;

  public SourceDatabase(Settings settings) {
    this.settings = settings;
  }

  boolean answers() {
    try (Connection connection = open("postgres");
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException notYet) {
      return false;
    }
  }

  /**
   * Create the database unless it is there, and give the connector what it needs. Any number of
   * times.
   *
   * @param sql the file with the connector's role, publication and schema
   */
  public void prepare(Path sql) {
    try {
      createDatabase();
      try (Connection connection = open(Settings.DATABASE);
          Statement statement = connection.createStatement()) {
        statement.execute(Files.readString(sql));
        // Letters and digits only, made by ourselves.
        statement.execute(
            "ALTER ROLE "
                + Settings.DEBEZIUM_ROLE
                + " PASSWORD '"
                + settings.debeziumPassword()
                + "'");
      }
    } catch (SQLException e) {
      throw StackFailure.of(
          "The database '" + Settings.DATABASE + "' could not be prepared for the connector",
          "PostgreSQL says: " + e.getMessage(),
          "put right what it complains of, by " + sql + " where it is that file's, and try again",
          e);
    } catch (IOException e) {
      throw StackFailure.of(
          "The database '" + Settings.DATABASE + "' could not be prepared for the connector",
          sql + " can't be read: " + e.getMessage(),
          "restore the file from the repository",
          e);
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = open("postgres");
        Statement statement = connection.createStatement()) {
      boolean there;
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT 1 FROM pg_database WHERE datname = '" + Settings.DATABASE + "'")) {
        there = rows.next();
      }
      if (!there) {
        statement.execute("CREATE DATABASE " + Settings.DATABASE);
      }
    }
  }

  private Connection open(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", Settings.OWNER);
    properties.setProperty("password", settings.postgresPassword());
    properties.setProperty("connectTimeout", ANSWER_SECONDS);
    properties.setProperty("loginTimeout", ANSWER_SECONDS);
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + Settings.HOST
            + ":"
            + settings.ports().postgres()
            + "/"
            + database
            + "?ApplicationName=tidemark-local-stack",
        properties);
  }
}
