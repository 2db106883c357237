package io.tidemark.bench.contract;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What a contender's work costs this process, from now on. */
public final class Measurement {
  private static final double NANOS = 1e9;

  private final HeapPeak heap = new HeapPeak();
  private final long beganCpu = cpu();
  private final long began = System.nanoTime();
  private final MeasuredTime measured = new MeasuredTime();
  private double seconds;
  private double cpuSeconds;

  private Measurement() {
    measured.begin();
  }

  /** Begin: the session is up, nothing is read yet. */
  public static Measurement begin() {
    return new Measurement();
  }

  /** The last commit is done. */
  public void end() {
    measured.commit();
    seconds = (System.nanoTime() - began) / NANOS;
    cpuSeconds = (cpu() - beganCpu) / NANOS;
  }

  /**
   * All measures as a JSON object; {@code heap_after_gc_mb} beside those that the contract names.
   *
   * @param output its files' bytes are {@code bytes_written}
   */
  public String toJson(String contender, Path output) throws IOException {
    if (seconds == 0) {
      throw new IllegalStateException("the measurement was not ended");
    }
    return String.format(
        Locale.ROOT,
        "{\"contender\":\"%s\",\"seconds\":%.3f,\"cpu_seconds\":%.2f,\"peak_heap_mb\":%d,"
            + "\"heap_after_gc_mb\":%d,\"bytes_written\":%d}",
        contender,
        seconds,
        cpuSeconds,
        heap.usedMebibytes(),
        heap.liveMebibytes(),
        bytes(output));
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** CPU time of this process so far, nanoseconds. */
  public static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
