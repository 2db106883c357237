package io.tidemark.progress;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Weight;
import java.util.List;

/**
 * How much may wait in memory.
 *
 * @param messages how many messages at most
 * @param bytes their {@link Weight} at most
 */
public record Room(long messages, long bytes) {
  /** Whether there is room for these messages. */
  public boolean holds(List<Decoded> waiting) {
    if (waiting.size() > messages) {
      return false;
    }
    long weight = 0;
    for (Decoded message : waiting) {
      weight += Weight.of(message);
      if (weight > bytes) {
        return false;
      }
    }
    return true;
  }

  /** So many times as much. */
  public Room times(int factor) {
    return new Room(messages * factor, bytes * factor);
  }
}
