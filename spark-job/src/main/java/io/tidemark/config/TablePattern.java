package io.tidemark.config;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tidemark.decode.TableId;
import java.io.Serializable;

/**
 * Names tables as {@code schema.table}, where {@code *} stands for any characters and {@code ?} for
 * one. Upper and lower case differ, as in PostgreSQL's catalogue.
 */
public record TablePattern(@JsonValue String glob) implements Serializable {
  /** Every table of every schema. */
  public static final TablePattern ALL = new TablePattern("*.*");

  /**
   * The pattern as it stands in the file.
   *
   * @throws IllegalArgumentException if it has no dot between schema and table
   */
  static TablePattern parse(String glob) {
    int dot = glob.indexOf('.');
    if (dot <= 0 || dot == glob.length() - 1) {
      throw new IllegalArgumentException(
          "names no tables. Write schema.table, with * for any characters: public.orders or"
              + " sales.*.");
    }
    return new TablePattern(glob);
  }

  /** Whether the pattern names a single table, without {@code *} and {@code ?}. */
  public boolean isExact() {
    return glob.indexOf('*') < 0 && glob.indexOf('?') < 0;
  }

  /** Whether the pattern names this table. */
  public boolean matches(TableId table) {
    String name = table.toString();
    int g = 0;
    int n = 0;
    int star = -1;
    int starred = 0;
    while (n < name.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        starred = n;
      } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
        g++;
        n++;
      } else if (star >= 0) {
        // The last star takes one character more.
        g = star + 1;
        n = ++starred;
      } else {
        return false;
      }
    }
    return glob.substring(g).chars().allMatch(c -> c == '*');
  }

  @Override
  public String toString() {
    return glob;
  }
}
