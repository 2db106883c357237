package io.tidemark.torture.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two tables compared as multisets of rows. */
public final class RowsCheck {
  private RowsCheck() {}

  /**
   * What differs.
   *
   * @param table its name, for the evidence
   * @param expected rows as canonical texts by column
   * @param found the same of the other side
   * @return one line for each row that is there too rarely or too often; empty if equal
   */
  public static List<String> compare(
      String table, List<Map<String, String>> expected, List<Map<String, String>> found) {
    Map<Map<String, String>, Integer> balance = new HashMap<>();
    expected.forEach(row -> balance.merge(row, 1, Integer::sum));
    found.forEach(row -> balance.merge(row, -1, Integer::sum));
    List<String> evidence = new ArrayList<>();
    balance.forEach(
        (row, count) -> {
          if (count > 0) {
            evidence.add("%s lacks %s%s".formatted(table, times(count), Texts.of(row)));
          } else if (count < 0) {
            evidence.add("%s holds %s%s".formatted(table, times(-count), Texts.of(row)));
          }
        });
    return evidence.stream().sorted().toList();
  }

  private static String times(int count) {
    return count == 1 ? "" : count + " times ";
  }
}
