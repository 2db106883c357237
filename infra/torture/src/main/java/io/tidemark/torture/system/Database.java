package io.tidemark.torture.system;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A database and who connects to it. */
public record Database(String url, String user, String password) {
  private static final String ANSWER_SECONDS = "5";

  /** A connection under a name that the server shows. */
  public Connection connect(String name) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", ANSWER_SECONDS);
    properties.setProperty("loginTimeout", ANSWER_SECONDS);
    properties.setProperty("ApplicationName", name);
    return DriverManager.getConnection(url, properties);
  }

  /** Run statements, each in a transaction of its own. */
  public void run(String... statements) {
    try (Connection connection = connect("torture");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new CouldNotTell("PostgreSQL says: " + e.getMessage(), e);
    }
  }

  /** The rows of a query, each value as PostgreSQL spells it; null for NULL. */
  public List<List<String>> rows(String query) {
    try (Connection connection = connect("torture");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(result.getString(i));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new CouldNotTell("PostgreSQL says: " + e.getMessage(), e);
    }
  }

  /** The one value of a query. */
  public String value(String query) {
    return rows(query).get(0).get(0);
  }
}
