package io.tidemark.config;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

  public boolean matches(TableId table) {
    String regex =
        glob.chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).matcher(table.toString()).matches();
  }

  @Override
  public String toString() {
    return glob;
  }
}
