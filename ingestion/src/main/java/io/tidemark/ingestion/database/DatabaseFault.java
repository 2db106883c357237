package io.tidemark.ingestion.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** A failure of PostgreSQL that a person has to mend: says what, why and how. */
public final class DatabaseFault extends RuntimeException {
  private static final Set<String> MISSING_OBJECTS =
      Set.of("42P01", "42703", "42883", "3F000", "42704");

  public DatabaseFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** The message for a person; its cause is the exception of the driver. */
  public static DatabaseFault of(SQLException failure, Database database) {
    SQLException root = root(failure);
    return new DatabaseFault(message(root, database), root);
  }

  /**
   * True if the same statement may succeed when tried again: the connection broke, the server
   * restarts or lacks room for now, or PostgreSQL chose this transaction as a victim.
   */
  public static boolean isTransient(SQLException failure) {
    SQLException root = root(failure);
    String state = state(root);
    return root instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("40")
        || state.startsWith("57P0")
        || state.equals("53300")
        || state.equals("55P03");
  }

  /** True if the row contradicts another one, which is no fault of the connection. */
  public static boolean isIntegrityViolation(SQLException failure) {
    return state(root(failure)).startsWith("23");
  }

  /** A connection pool wraps what the driver said; the innermost exception knows the reason. */
  private static SQLException root(SQLException failure) {
    SQLException root = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        root = sql;
      }
    }
    return root;
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }

  private static String message(SQLException failure, Database database) {
    String state = state(failure);
    String where = "PostgreSQL at \"" + database.address() + "\"";
    if (state.startsWith("28")) {
      return where
          + " refuses user \""
          + database.user()
          + "\": "
          + said(failure)
          + ". Set TIDEMARK_POSTGRES_USER and TIDEMARK_POSTGRES_PASSWORD, or pass --user and"
          + " --password.";
    }
    if (state.equals("3D000")) {
      return where
          + " has no such database: "
          + said(failure)
          + ". Create it, or name another one by --jdbc-url.";
    }
    if (state.startsWith("08") || state.startsWith("57P0")) {
      return where
          + " does not answer: "
          + said(failure)
          + ". Start it (`./tidemark up` starts the local one), or name another one by --jdbc-url.";
    }
    if (MISSING_OBJECTS.contains(state)) {
      return where
          + " lacks what this command needs: "
          + said(failure)
          + ". Run `./tidemark migrate` first.";
    }
    if (state.equals("42501")) {
      return where
          + " denies user \""
          + database.user()
          + "\": "
          + said(failure)
          + ". Grant the privilege, or connect as the owner of the tables.";
    }
    if (state.equals("53100")) {
      return where + " has no room left on its disk: " + said(failure) + ". Make room there.";
    }
    return where
        + " failed: "
        + said(failure)
        + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")")
        + ".";
  }

  private static String said(SQLException failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return text.strip().replaceAll("\\s*\\R\\s*", "; ").replaceAll("\\.$", "");
  }
}
