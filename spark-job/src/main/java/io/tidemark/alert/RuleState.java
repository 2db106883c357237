package io.tidemark.alert;

import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the rules remember from one micro-batch to the next. It lives in memory: after a restart it
 * is empty, so that a burst of which one part lies before the restart and one after it is counted
 * from the restart on.
 */
public final class RuleState implements Serializable {
  private static final long serialVersionUID = 1L;

  private record Watched(String rule, TableId table) implements Serializable {}

  private final Map<Watched, Window> windows = new HashMap<>();
  private final Set<Watched> blind = new HashSet<>();

  private RuleState() {}

  /** Nothing remembered. */
  public static RuleState empty() {
    return new RuleState();
  }

  /** A state of its own that begins with this one's memories. */
  RuleState copy() {
    RuleState copy = new RuleState();
    windows.forEach((watched, window) -> copy.windows.put(watched, new Window(window)));
    copy.blind.addAll(blind);
    return copy;
  }

  /**
   * Count an event and say whether it completes a burst. After a burst the rule is quiet for one
   * window on the source's clock.
   */
  boolean isBurst(String rule, TableId table, long atMicros, Limit limit) {
    return windows
        .computeIfAbsent(new Watched(rule, table), watched -> new Window())
        .add(atMicros, limit);
  }

  /** Whether this is the first time that a rule cannot see what it looks for in a table. */
  boolean isFirstBlind(String rule, TableId table) {
    return blind.add(new Watched(rule, table));
  }

  /** How many events within what time are no burst yet. */
  record Limit(long moreThan, long withinMicros) {}

  /** Recent events of a rule and table; never more than the limit's. */
  private static final class Window implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<Long, Long> countsByMicros = new TreeMap<>();
    private long events;
    private long quietUntilMicros = Long.MIN_VALUE;

    Window() {}

    Window(Window other) {
      countsByMicros.putAll(other.countsByMicros);
      events = other.events;
      quietUntilMicros = other.quietUntilMicros;
    }

    boolean add(long atMicros, Limit limit) {
      if (atMicros < quietUntilMicros) {
        return false;
      }
      countsByMicros.merge(atMicros, 1L, Long::sum);
      events++;
      while (countsByMicros.firstKey() <= countsByMicros.lastKey() - limit.withinMicros()) {
        events -= countsByMicros.pollFirstEntry().getValue();
      }
      if (events <= limit.moreThan()) {
        return false;
      }
      countsByMicros.clear();
      events = 0;
      quietUntilMicros = atMicros + limit.withinMicros();
      return true;
    }
  }
}
