package io.tidemark.torture.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An aggregate against the same query run by PostgreSQL. */
public final class AggregateCheck {
  private AggregateCheck() {}

  /**
   * A group.
   *
   * @param group the value grouped by; null for NULL
   * @param count of rows
   * @param sum null where no row has a value
   * @param mean null where no row has a value
   */
  public record Group(String group, long count, long values, BigDecimal sum, BigDecimal mean) {}

  /** What differs; the mean is as exact as the aggregate keeps it. */
  public static List<String> compare(List<Group> expected, List<Group> found) {
    Map<String, Group> left = new HashMap<>();
    List<String> evidence = new ArrayList<>();
    expected.forEach(group -> left.put(group.group(), group));
    for (Group group : found) {
      Group right = left.remove(group.group());
      if (right == null) {
        evidence.add("the aggregate has a group that is not, or twice: " + group);
      } else if (!equal(right, group)) {
        evidence.add("the aggregate says " + group + ", and PostgreSQL " + right);
      }
    }
    left.values().forEach(group -> evidence.add("the aggregate lacks " + group));
    return evidence;
  }

  private static boolean equal(Group right, Group group) {
    return right.count() == group.count()
        && right.values() == group.values()
        && same(right.sum(), group.sum())
        && same(mean(right, group.mean()), group.mean());
  }

  private static BigDecimal mean(Group right, BigDecimal like) {
    if (right.sum() == null || like == null) {
      return right.sum() == null ? null : right.mean();
    }
    return right
        .sum()
        .divide(BigDecimal.valueOf(right.values()), like.scale(), RoundingMode.HALF_UP);
  }

  private static boolean same(BigDecimal a, BigDecimal b) {
    return a == null ? b == null : b != null && a.compareTo(b) == 0;
  }
}
