package io.tidemark.stream;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.function.IntPredicate;

/** Finds the one change that makes a plan fail in a way that nobody foresaw. */
final class Poison {
  private Poison() {}

  /**
   * Whether a failure may be one of the data: trying it again would fail again. What fails in the
   * world outside is not, nor is what somebody wrote for people.
   */
  static boolean isOfData(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean outside =
          cause instanceof IOException
              || cause instanceof UncheckedIOException
              || cause instanceof SQLException
              || cause instanceof InterruptedException
              || cause instanceof TidemarkException
              || cause instanceof Error
              || cause.getClass().getSimpleName().contains("Concurrent")
              || cause.getClass().getSimpleName().contains("ForeignCommit");
      if (outside) {
        return false;
      }
    }
    return true;
  }

  /** What a failure says at its root, for people. */
  static String reason(RuntimeException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "applying it failed unexpectedly: " + root;
  }

  /**
   * The shortest run of changes from the first one on that fails; what fails stays so with more.
   *
   * @param all how many there are
   * @param fails whether so many of them fail; asked about log2 of all times
   * @return 0 if none does, or if it fails without any
   */
  static int shortest(int all, IntPredicate fails) {
    if (!fails.test(all) || fails.test(0)) {
      return 0;
    }
    int passing = 0;
    int failing = all;
    while (failing - passing > 1) {
      int middle = (passing + failing) >>> 1;
      if (fails.test(middle)) {
        failing = middle;
      } else {
        passing = middle;
      }
    }
    return failing;
  }
}
