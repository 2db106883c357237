package io.tidemark.doctor;

import java.util.List;

/** How findings name things. */
final class Words {
  private static final int SHOWN = 8;

  private Words() {}

  /** Names joined by commas; the first few of many. */
  static String list(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
  }

  /** A number with its noun: {@code 1 table}, {@code 3 tables}. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code one} if there is one of them, else {@code many}. */
  static String verb(int number, String one, String many) {
    return number == 1 ? one : many;
  }

  /** An amount of data: {@code 512 B}, {@code 3.4 MiB}. */
  static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= 1024 && unit < units.length - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : "%.1f %s".formatted(amount, units[unit]);
  }

  /** A name as SQL writes it safely. */
  static String identifier(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as SQL writes it safely. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
