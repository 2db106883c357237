package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.topic.GrowingTopic;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** What a batch of updates costs once a table has a number of rows. */
interface GrowthTrial {
  long SEED = 42;
  int CHANGES = 10_000;
  int BATCHES = 7;

  /** How many batches it takes until its code is compiled; they are not measured. */
  int warmUps();

  /** Make the table with all its rows; nothing of it is measured. */
  void load(GrowingTopic topic) throws Exception;

  /**
   * Apply what the topic has got since the last call.
   *
   * @return microseconds from the micro-batch's begin to its last commit
   */
  long apply() throws Exception;

  /**
   * Load, warm up, measure, and print one JSON object, the last line of stdout: {@code batches_ms},
   * {@code median_ms}, {@code median_with_start_ms} of whole calls of {@link #apply}, and {@code
   * expected}, what the table has to hold now. Ends the process.
   *
   * @param assignment its {@code events} are the rows to load
   */
  static void main(Assignment assignment, GrowthTrial trial) {
    Consumer<String> progress = System.err::println;
    try (GrowingTopic topic =
        GrowingTopic.make(assignment.bootstrap(), SEED, assignment.events(), progress)) {
      trial.load(topic);
      long[] batches = new long[BATCHES];
      long[] runs = new long[BATCHES];
      for (int batch = -trial.warmUps(); batch < BATCHES; batch++) {
        topic.update(CHANGES);
        long began = System.nanoTime();
        long micros = trial.apply();
        long nanos = System.nanoTime() - began;
        System.err.printf("batch %d: %.1f of %.1f ms%n", batch, micros / 1e3, nanos / 1e6);
        if (batch >= 0) {
          batches[batch] = micros / 1000;
          runs[batch] = nanos / 1_000_000;
        }
      }
      System.out.printf(
          "{\"batches_ms\":%s,\"median_ms\":%d,\"median_with_start_ms\":%d,\"expected\":%s}%n",
          Arrays.toString(batches), median(batches), median(runs), topic.expected());
      System.out.flush();
    } catch (Throwable failure) {
      failure.printStackTrace();
      Runtime.getRuntime().exit(1);
    }
    Runtime.getRuntime().exit(0);
  }

  private static long median(long... values) {
    return LongStream.of(values).sorted().toArray()[values.length / 2];
  }
}
