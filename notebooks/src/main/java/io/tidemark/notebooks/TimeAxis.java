package io.tidemark.notebooks;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A stretch of time in steps of one width, without a gap (UTC).
 *
 * @param start the beginning of the first step, a multiple of the width
 * @param width the length of a step
 * @param steps how many there are, at least one
 */
record TimeAxis(Instant start, Duration width, int steps) {

  private static final List<Duration> WIDTHS =
      Stream.of("PT1S", "PT5S", "PT15S", "PT1M", "PT5M", "PT15M", "PT1H", "PT6H", "P1D", "P7D")
          .map(Duration::parse)
          .toList();

  /** The finest axis from first to last, both included, of at most {@link Charts#BARS} steps. */
  static TimeAxis over(Instant first, Instant last, Duration smallest) {
    Duration width =
        WIDTHS.stream()
            .filter(it -> it.compareTo(smallest) >= 0)
            .filter(it -> steps(first, last, it) <= Charts.BARS)
            .findFirst()
            .orElseGet(
                () -> Duration.between(first, last).dividedBy(Charts.BARS - 1).plusSeconds(1));
    Instant start = Instant.EPOCH.plus(width.multipliedBy(step(first, width)));
    return new TimeAxis(start, width, (int) steps(first, last, width));
  }

  /** The beginning of each step, as precise as the width asks for. */
  List<String> labels() {
    String pattern =
        width.toDays() > 0 ? "MM-dd" : width.toMinutes() > 0 ? "MM-dd HH:mm" : "HH:mm:ss";
    var format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    return IntStream.range(0, steps)
        .mapToObj(i -> format.format(start.plus(width.multipliedBy(i))))
        .toList();
  }

  /** The sum of the amounts in each step; 0 where there is none. */
  List<Double> sums(Map<Timestamp, Double> amounts) {
    List<Double> sums = new ArrayList<>(Collections.nCopies(steps, 0.0));
    long first = step(start, width);
    amounts.forEach(
        (time, amount) -> {
          int at = (int) (step(time.toInstant(), width) - first);
          sums.set(at, sums.get(at) + amount);
        });
    return sums;
  }

  private static long steps(Instant first, Instant last, Duration width) {
    return step(last, width) - step(first, width) + 1;
  }

  private static long step(Instant time, Duration width) {
    return Math.floorDiv(time.getEpochSecond(), width.toSeconds());
  }
}
