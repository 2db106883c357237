package io.tidemark.bench.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where a JVM's CPU time went. Java code is what the samples show, by its methods. */
public final class Profile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOP = 20;

  /** Those whose methods are listed; what they call belongs to them. */
  private static final List<String> LISTED =
      List.of("io.tidemark.", "org.apache.parquet.", "org.apache.kafka.", "io.delta.kernel.");

  /** In the names of classes that only call the lambda they were made for. */
  static final String LAMBDA = "$$Lambda";

  private final List<Span> spans;
  private final Map<ThreadKind, Integer> samples = new EnumMap<>(ThreadKind.class);
  private final Map<ThreadKind, Double> loads = new EnumMap<>(ThreadKind.class);
  private final Map<String, Integer> stacks = new TreeMap<>();
  private final Map<String, Integer> frames = new HashMap<>();
  private double load;

  Profile(List<Span> spans) {
    this.spans = List.copyOf(spans);
  }

  /**
   * A thread was seen running.
   *
   * @param stack its methods, the innermost first
   */
  void sample(ThreadKind kind, List<String> stack) {
    samples.merge(kind, 1, Integer::sum);
    StringBuilder folded = new StringBuilder(kind.toString());
    for (int i = stack.size() - 1; i >= 0; i--) {
      folded.append(';').append(stack.get(i));
    }
    stacks.merge(folded.toString(), 1, Integer::sum);
    for (String frame : new HashSet<>(stack)) {
      if (!frame.contains(LAMBDA) && LISTED.stream().anyMatch(frame::startsWith)) {
        frames.merge(frame, 1, Integer::sum);
      }
    }
  }

  /** A thread has used all cores for so many seconds, such as 0.1. */
  void threadLoad(ThreadKind kind, double seconds) {
    loads.merge(kind, seconds, Double::sum);
  }

  /** The whole JVM has used all cores for so many seconds. */
  void load(double seconds) {
    load += seconds;
  }

  /**
   * {@code seconds} that it is about; {@code cpu}, shares of all CPU time by kind of thread, where
   * the time was long enough to tell; {@code samples} and their shares; {@code methods}, the share
   * of samples that each was running in, itself or in what it called.
   */
  public ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    double seconds = spans.stream().mapToDouble(span -> span.length().toMillis() / 1e3).sum();
    json.put("seconds", rounded(seconds));
    if (load > 0) {
      ObjectNode cpu = json.putObject("cpu");
      loads.forEach((kind, share) -> cpu.put(kind.toString(), rounded(share / load)));
      double threads = loads.values().stream().mapToDouble(Double::doubleValue).sum();
      cpu.put(ThreadKind.COLLECTOR.toString(), rounded(Math.max(0, 1 - threads / load)));
    }
    int all = samples.values().stream().mapToInt(Integer::intValue).sum();
    json.put("samples", all);
    ObjectNode shares = json.putObject("samples_by_thread");
    samples.forEach((kind, count) -> shares.put(kind.toString(), rounded((double) count / all)));
    ArrayNode methods = json.putArray("methods");
    frames.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(TOP)
        .forEach(
            frame ->
                methods
                    .addObject()
                    .put("method", frame.getKey())
                    .put("share", rounded((double) frame.getValue() / all)));
    return json;
  }

  /** All stacks as flame graphs are drawn from them: a line each, outermost first, and a count. */
  public void fold(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        stacks.entrySet().stream().map(stack -> stack.getKey() + ' ' + stack.getValue()).toList());
  }

  private static double rounded(double value) {
    return Math.round(1000 * value) / 1000.0;
  }
}
