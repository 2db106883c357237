package io.tidemark.progress;

import io.tidemark.decode.Decoded;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Messages of which some wait. Behind one that waits, all of its partition wait: progress knows no
 * gaps.
 *
 * @param ready those before, in their order
 * @param later those that wait, in their order
 */
public record Parted(List<Decoded> ready, List<Decoded> later) {
  /**
   * Part messages.
   *
   * @param messages each partition's in the order of its offsets
   * @param waits whether a message has to wait for itself
   */
  public static Parted of(List<Decoded> messages, Predicate<Decoded> waits) {
    Parted parted = new Parted(new ArrayList<>(), new ArrayList<>());
    Set<Partition> stopped = new HashSet<>();
    for (Decoded message : messages) {
      Partition partition = Partition.of(message.at());
      if (waits.test(message)) {
        stopped.add(partition);
      }
      (stopped.contains(partition) ? parted.later : parted.ready).add(message);
    }
    return parted;
  }
}
