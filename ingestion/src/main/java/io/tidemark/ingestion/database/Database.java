package io.tidemark.ingestion.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.regex.Pattern;

/** Where PostgreSQL is and who connects. The password may be empty; it is never printed. */
public record Database(String jdbcUrl, String user, String password) {
  private static final Pattern URL_PASSWORD = Pattern.compile("(?i)(password=)[^&]*");

  /** Opens a connection whose session time zone is UTC, so that times in change_info are too. */
  public Connection connect(String applicationName) {
    try {
      Connection connection = DriverManager.getConnection(jdbcUrl, properties(applicationName));
      try (Statement statement = connection.createStatement()) {
        statement.execute("set time zone 'UTC'");
      }
      return connection;
    } catch (SQLException e) {
      throw DatabaseFault.of(e, this);
    }
  }

  /** What the driver needs beside the address. */
  public Properties properties(String applicationName) {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", applicationName);
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return properties;
  }

  /** The address without any password that it may hold. */
  public String address() {
    return URL_PASSWORD.matcher(jdbcUrl).replaceAll("$1***");
  }

  @Override
  public String toString() {
    return "Database[" + address() + ", user=" + user + "]";
  }
}
