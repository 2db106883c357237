package io.tidemark.delta;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A moment of a commit at which tests end the job. {@code
 * -Dtidemark.failpoint=changes:committing:3} halts the JVM when the table {@code changes} is about
 * to make its third commit since the start: what it will hold is written, its log does not say so.
 * {@code committed} is right after: the log says so, and nothing else of the job does. A table is
 * named by the end of its path, such as {@code mirror/public/accounts}. Only commits count that
 * bring or remove rows, not those of a start, which make a table or note something with it. Without
 * the property nothing happens.
 */
public final class Failpoint {
  /** Before and after the one step that makes a commit visible. */
  public enum Moment {
    COMMITTING,
    COMMITTED
  }

  /** Is told of every commit, by the thread that makes it. */
  public interface Watcher {
    /**
     * A moment is reached.
     *
     * @param path the table's
     * @param rows whether the commit brings or removes rows
     */
    void reached(String path, Moment moment, boolean rows);
  }

  /** How a JVM ends that a failpoint has halted. */
  public static final int EXIT_CODE = 86;

  private static final String PROPERTY = "tidemark.failpoint";

  private static volatile Watcher watcher = of(System.getProperty(PROPERTY));

  private Failpoint() {}

  /** From now on this one is told, in place of the one before. */
  public static void watch(Watcher next) {
    watcher = next;
  }

  static void reached(String path, Moment moment, boolean rows) {
    watcher.reached(path, moment, rows);
  }

  private static Watcher of(String property) {
    if (property == null) {
      return (path, moment, rows) -> {};
    }
    String[] parts = property.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "'%s' is no failpoint, such as changes:committing:3".formatted(property));
    }
    Moment chosen = Moment.valueOf(parts[1].toUpperCase(Locale.ROOT));
    AtomicInteger left = new AtomicInteger(Integer.parseInt(parts[2]));
    return (path, moment, rows) -> {
      boolean counts = rows && moment == chosen && path.endsWith("/" + parts[0]);
      if (counts && left.decrementAndGet() == 0) {
        System.err.println("tidemark: halted at the failpoint '" + property + "'");
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    };
  }
}
