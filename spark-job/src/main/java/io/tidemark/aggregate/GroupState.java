package io.tidemark.aggregate;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of a group: enough to take any row back exactly. Mutable; not thread-safe.
 *
 * <p>The same class is a difference to a group, where numbers may be negative.
 */
final class GroupState {
  final List<Object> group;
  long rows;
  final long[] counts;
  final BigDecimal[] sums;

  GroupState(List<Object> group, int measures) {
    this.group = group;
    counts = new long[measures];
    sums = new BigDecimal[measures];
    Arrays.fill(sums, BigDecimal.ZERO);
  }

  /**
   * Put a row on the group, or take it off.
   *
   * @param values of the measures' columns; null is SQL NULL or a measure without a column
   * @param sign 1 or -1
   */
  void add(Object[] values, int sign) {
    rows += sign;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        counts[i] += sign;
        if (values[i] instanceof Number number) {
          sums[i] = sign > 0 ? sums[i].add(exact(number)) : sums[i].subtract(exact(number));
        }
      }
    }
  }

  void add(GroupState other) {
    rows += other.rows;
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
      sums[i] = sums[i].add(other.sums[i]);
    }
  }

  private static BigDecimal exact(Number number) {
    return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
  }
}
