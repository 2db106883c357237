package io.tidemark.torture.check;

import java.util.Map;
import java.util.TreeMap;

/** Rows for people. */
final class Texts {
  private static final int MOST = 60;

  private Texts() {}

  /** A row in one line, long values cut. */
  static String of(Map<String, String> row) {
    if (row == null) {
      return "nothing";
    }
    Map<String, String> cut = new TreeMap<>();
    row.forEach((column, text) -> cut.put(column, cut(text)));
    return cut.toString();
  }

  private static String cut(String text) {
    return text == null || text.length() <= MOST
        ? text
        : text.substring(0, MOST) + "… (" + text.length() + " characters)";
  }
}
