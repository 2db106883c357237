package io.tidemark.stream;

import io.tidemark.error.TidemarkException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;

/**
 * Why a job ended by itself, for people.
 *
 * @param reason what happened, why, and how to mend it
 * @param known whether the reason says all; otherwise a stack trace may help
 */
record Failure(String reason, boolean known) {
  /** Spark's words when the cluster's master takes an application away (TaskSchedulerImpl). */
  private static final String REMOVED = "Master removed our application";

  /** Spark's error class (error-conditions of its Kafka source), and Kafka's own exceptions. */
  private static final Pattern LOSS =
      Pattern.compile("KAFKA_DATA_LOSS|OffsetOutOfRange|UnknownTopicOrPartition");

  /** Spark's words where it finds another partition than it was told where to begin with. */
  private static final Pattern NEW = Pattern.compile("you must specify all TopicPartitions");

  /** What Linux and macOS say of a disk that takes no more. */
  private static final Pattern DISK =
      Pattern.compile("No space left on device|[Dd]is[ck] quota exceeded|Read-only file system");

  /** From the first cause that somebody wrote for people, else from the root. */
  static Failure of(Throwable failure) {
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TidemarkException known) {
        return new Failure(known.getMessage(), true);
      }
      if (cause instanceof UncheckedIOException io) {
        return disk(io.getMessage(), io.getCause());
      }
      if (cause instanceof FSError || DISK.matcher(String.valueOf(cause.getMessage())).find()) {
        return disk("the lake could not be written", cause);
      }
      if (String.valueOf(cause.getMessage()).contains(REMOVED)) {
        return new Failure(
            "The cluster took the application away: Spark's master removed it, because somebody"
                + " ended it there or its executors failed again and again. See the master's log"
                + " and the executors' (work/ on the workers), then start again: the lake goes on"
                + " where it stands",
            true);
      }
      root = cause;
    }
    return new Failure(root.toString(), false);
  }

  /** Whether Kafka had no more what a query was to read. */
  static boolean isLossInKafka(Throwable failure) {
    return says(failure, LOSS);
  }

  /** Whether a topic or partition was made while a query began, which then can't begin. */
  static boolean isNewInKafka(Throwable failure) {
    return says(failure, NEW);
  }

  private static boolean says(Throwable failure, Pattern words) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (words.matcher(String.valueOf(cause)).find()) {
        return true;
      }
    }
    return false;
  }

  private static Failure disk(String what, Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new Failure(
        ("%s: %s. Mend that (free space, access rights, the disk itself) and start again: the lake"
                + " goes on where it stands")
            .formatted(what, root.getMessage()),
        true);
  }
}
