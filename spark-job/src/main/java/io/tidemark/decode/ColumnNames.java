package io.tidemark.decode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the columns of a table are called in the lake: as in the source, but where Delta could not
 * tell two of them apart, because they differ by case only or one has our own column's name. Such a
 * one gets {@code _2}, {@code _3} … at its end.
 */
public final class ColumnNames {
  /** Taken by what we add to every row. */
  private static final String OURS = "_cdc";

  private ColumnNames() {}

  /**
   * The names in the lake.
   *
   * @param source the source's names, in the order of its columns
   */
  public static List<String> inLake(List<String> source) {
    Set<String> taken = new HashSet<>();
    taken.add(OURS);
    List<String> names = new ArrayList<>(source.size());
    Set<String> all = new HashSet<>();
    source.forEach(name -> all.add(folded(name)));
    for (String name : source) {
      String free = name;
      for (int i = 2; !taken.add(folded(free)); i++) {
        String next = name + "_" + i;
        free = all.contains(folded(next)) ? name : next;
      }
      names.add(free);
    }
    return names;
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
