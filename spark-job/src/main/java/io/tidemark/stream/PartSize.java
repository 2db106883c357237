package io.tidemark.stream;

import java.time.Duration;

/**
 * How large a part of a micro-batch may be, in {@link io.tidemark.decode.Weight} of its messages:
 * what memory has room for, and less where that takes long to apply, so that readers see where a
 * job is that catches up. Where smaller parts are slower for each byte, because it is not their
 * rows that take the time, they become larger again and stay so. Mutable; not thread-safe.
 */
final class PartSize {
  /** What a part is to take at most. */
  static final Duration AIM = Duration.ofSeconds(10);

  /**
   * While a part is applied, up to ten times its weight was seen in use: what the tasks send, in
   * several copies, its messages, their JSON in the change log, the mirrors' rows, both as they are
   * written, and what waits. The rest is for key indexes and all else.
   */
  private static final int OF_HEAP = 24;

  /** Tasks may send all of a part at once, and Spark takes less than 1 GB. */
  private static final long MOST = 512L << 20;

  /** The smallest part, of the largest. */
  private static final int LEAST = 16;

  /** How much slower for each byte a smaller part may be. */
  private static final double DEARER = 1.5;

  private final long most;
  private long least;
  private long bytes;
  private double paceBefore = Double.MAX_VALUE;

  /** The largest part that memory has room for. */
  PartSize(long most) {
    this.most = most;
    least = most / LEAST;
    bytes = most;
  }

  /** By the heap of this JVM. */
  static PartSize ofHeap() {
    return new PartSize(Math.min(MOST, Runtime.getRuntime().maxMemory() / OF_HEAP));
  }

  /** The largest part that memory has room for, in bytes. */
  long most() {
    return most;
  }

  /** The next part at most, in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * Learn from a part.
   *
   * @param weight of its messages, in bytes
   * @param nanos how long it took
   */
  void took(long weight, long nanos) {
    if (weight < bytes / 2) {
      return; // There was no more: it says little of a full one.
    }
    double pace = (double) nanos / weight;
    if (pace > DEARER * paceBefore) {
      bytes = Math.min(most, 2 * bytes);
      least = bytes;
      paceBefore = Double.MAX_VALUE;
    } else if (nanos > AIM.toNanos() && weight / 2 >= least) {
      bytes = weight / 2;
      paceBefore = pace;
    } else if (nanos < AIM.toNanos() / 2) {
      bytes = Math.min(most, 2 * bytes);
    }
  }
}
