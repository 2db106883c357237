package io.tidemark.bench.profile;

import io.tidemark.bench.contract.MeasuredTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;

/** A file that a JVM with {@link #flags} has left. */
public final class Recording {
  private static final String SAMPLE = "jdk.ExecutionSample";
  private static final String HEAP = "jdk.GCHeapSummary";
  private static final String THREAD_LOAD = "jdk.ThreadCPULoad";
  private static final String THREAD_START = "jdk.ThreadStart";
  private static final String LOAD = "jdk.CPULoad";

  /** Shorter stretches are not told apart by what is noted once a second. */
  private static final int LEAST_SECONDS = 10;

  private static final long MEBIBYTE = 1024 * 1024;

  /** Only what is read here: a sample of the running threads every 10 ms, CPU time each second. */
  private static final List<String> SETTINGS =
      List.of(
          "settings=none",
          "maxsize=1g",
          "dumponexit=true",
          "+" + SAMPLE + "#enabled=true",
          "+" + SAMPLE + "#period=10ms",
          "+" + HEAP + "#enabled=true",
          "+" + THREAD_LOAD + "#enabled=true",
          "+" + THREAD_LOAD + "#period=1s",
          "+" + THREAD_START + "#enabled=true",
          "+" + LOAD + "#enabled=true",
          "+" + LOAD + "#period=1s",
          "+" + MeasuredTime.NAME + "#enabled=true");

  private final Path file;

  public Recording(Path file) {
    this.file = file;
  }

  /**
   * Flags of a JVM that records itself until it ends.
   *
   * @param file what it leaves; without blanks and commas
   */
  public static List<String> flags(String file) {
    return List.of(
        "-XX:FlightRecorderOptions=stackdepth=160",
        "-XX:StartFlightRecording=filename=" + file + "," + String.join(",", SETTINGS),
        "-Xlog:jfr*=off");
  }

  /** The whole time's largest heap; of a JVM that never collected 0. */
  public HeapUse heap() throws IOException {
    long[] most = new long[2];
    read(
        Map.of(
            HEAP,
            event -> {
              int place = event.getString("when").startsWith("After") ? 1 : 0;
              most[place] = Math.max(most[place], event.getLong("heapUsed"));
            }));
    return new HeapUse(Math.max(most[0], most[1]) / MEBIBYTE, most[1] / MEBIBYTE);
  }

  /** What was done in the stretches that the JVM itself said it measured. */
  public Profile measured() throws IOException {
    List<Span> spans = new ArrayList<>();
    read(
        Map.of(
            MeasuredTime.NAME,
            event -> spans.add(new Span(event.getStartTime(), event.getEndTime()))));
    return within(spans);
  }

  /** What was done in stretches of time. */
  public Profile within(List<Span> spans) throws IOException {
    Profile profile = new Profile(spans);
    boolean loads = spans.stream().allMatch(span -> span.length().toSeconds() >= LEAST_SECONDS);
    Map<String, Consumer<RecordedEvent>> readers = new TreeMap<>();
    readers.put(
        SAMPLE,
        event -> {
          if (counts(spans, event) && event.getStackTrace() != null) {
            List<String> frames =
                event.getStackTrace().getFrames().stream()
                    .filter(RecordedFrame::isJavaFrame)
                    .map(Recording::name)
                    .collect(Collectors.toList());
            profile.sample(kind(event.getThread("sampledThread")), frames);
          }
        });
    if (loads) {
      LoadReader threads = new LoadReader();
      readers.put(THREAD_START, threads::started);
      readers.put(
          THREAD_LOAD,
          event -> {
            RecordedThread thread = event.getThread("eventThread");
            double used = threads.used(event, thread);
            if (counts(spans, event)) {
              profile.threadLoad(kind(thread), used);
            }
          });
      readers.put(
          LOAD,
          event -> {
            if (counts(spans, event)) {
              profile.load(event.getFloat("jvmUser") + event.getFloat("jvmSystem"));
            }
          });
    }
    read(readers);
    return profile;
  }

  private static boolean counts(List<Span> spans, RecordedEvent event) {
    Instant moment = event.getStartTime();
    return spans.stream().anyMatch(span -> span.contains(moment));
  }

  private static ThreadKind kind(RecordedThread thread) {
    String name = thread == null ? null : thread.getJavaName();
    return ThreadKind.of(name == null ? "" : name);
  }

  /** Such as {@code org.apache.kafka.common.utils.Crc32C.compute}. */
  private static String name(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    int lambda = type.indexOf(Profile.LAMBDA); // what follows is another number in each JVM
    String stable = lambda < 0 ? type : type.substring(0, lambda) + Profile.LAMBDA;
    return stable + '.' + frame.getMethod().getName();
  }

  private void read(Map<String, Consumer<RecordedEvent>> readers) throws IOException {
    List<Throwable> failures = new ArrayList<>();
    try (EventStream events = EventStream.openFile(file)) {
      readers.forEach(events::onEvent);
      events.onError(failures::add);
      events.start();
    }
    if (!failures.isEmpty()) {
      throw new IOException("the recording '" + file + "' can't be read", failures.get(0));
    }
  }
}
