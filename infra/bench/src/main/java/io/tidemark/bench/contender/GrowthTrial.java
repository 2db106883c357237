package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.HeapPeak;
import io.tidemark.bench.contract.MeasuredTime;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.topic.GrowingTopic;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** What a batch of updates costs once a table has a number of rows. */
interface GrowthTrial {
  long SEED = 42;
  int CHANGES = 10_000;

  /** How many batches it takes until its code is compiled; they are not measured. */
  int WARM_UPS = Integer.getInteger("tidemark.bench.warm-ups", 1);

  /** How many batches are measured. */
  int BATCHES = Integer.getInteger("tidemark.bench.batches", 1);

  /** See to it that the table has all its rows; nothing of it is measured. */
  void load();

  /** Apply what the topic has got since the last call. */
  BatchCost apply() throws Exception;

  /**
   * Load, warm up, measure, and print one JSON object, the last line of stdout: {@code batches_ms},
   * {@code batches_cpu_ms}, the medians of both, {@code median_with_start_ms} and {@code
   * median_cpu_with_start_ms} of whole calls of {@link #apply}, {@code first_ms} of the first call,
   * this process's heap, and {@code expected}, what the table has to hold now. Ends the process.
   *
   * @param assignment its {@code events} are the table's rows
   */
  static void main(Assignment assignment, GrowthTrial trial) {
    HeapPeak heap = new HeapPeak();
    Consumer<String> progress = System.err::println;
    try (GrowingTopic topic =
        GrowingTopic.open(assignment.bootstrap(), SEED, assignment.events(), progress)) {
      trial.load();
      long[] batches = new long[BATCHES];
      long[] runs = new long[BATCHES];
      long[] cpu = new long[BATCHES];
      long[] runsCpu = new long[BATCHES];
      long first = 0;
      for (int batch = -WARM_UPS; batch < BATCHES; batch++) {
        topic.update(CHANGES);
        MeasuredTime measured = new MeasuredTime();
        measured.begin();
        long beganCpu = Measurement.cpu();
        long began = System.nanoTime();
        BatchCost cost = trial.apply();
        long runMillis = (System.nanoTime() - began) / 1_000_000;
        long cpuMillis = (Measurement.cpu() - beganCpu) / 1_000_000;
        System.err.printf(
            "batch %d: %d of %d ms, CPU %d of %d ms%n",
            batch, cost.micros() / 1000, runMillis, cost.cpuNanos() / 1_000_000, cpuMillis);
        first = first == 0 ? runMillis : first;
        if (batch >= 0) {
          measured.commit();
          batches[batch] = cost.micros() / 1000;
          runs[batch] = runMillis;
          cpu[batch] = cost.cpuNanos() / 1_000_000;
          runsCpu[batch] = cpuMillis;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "{\"batches_ms\":%s,\"median_ms\":%.1f,\"batches_cpu_ms\":%s,\"median_cpu_ms\":%.1f,"
              + "\"median_with_start_ms\":%.1f,\"median_cpu_with_start_ms\":%.1f,\"first_ms\":%d,\"peak_heap_mb\":%d,"
              + "\"heap_after_gc_mb\":%d,\"expected\":%s}%n",
          Arrays.toString(batches),
          median(batches),
          Arrays.toString(cpu),
          median(cpu),
          median(runs),
          median(runsCpu),
          first,
          heap.usedMebibytes(),
          heap.liveMebibytes(),
          topic.expected());
      System.out.flush();
    } catch (Throwable failure) {
      failure.printStackTrace();
      Runtime.getRuntime().exit(1);
    }
    Runtime.getRuntime().exit(0);
  }

  /** Of an even number the mean of the two in the middle. */
  private static double median(long... values) {
    long[] sorted = LongStream.of(values).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0;
  }
}
