package io.tidemark.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A value of a type, in a row and a column of its own.
 *
 * @param id of the row
 * @param column of the table, the same for all values of a type
 * @param type as PostgreSQL's DDL has it
 * @param expression the value in SQL
 * @param loss how the connector may lose the value without a sign of it
 */
record ConformanceCase(int id, String column, String type, String expression, Loss loss) {
  /** When the connector loses a value without a sign of it. */
  enum Loss {
    NEVER,
    IN_A_SNAPSHOT,
    ALWAYS
  }

  /** The edge values of every type, as {@code conformance/values.txt} has them. */
  static List<ConformanceCase> values() {
    List<ConformanceCase> cases = new ArrayList<>();
    int column = 0;
    for (String[] line : lines("values.txt")) {
      column++;
      for (String value : line[1].split(" \\| ", -1)) {
        Loss loss =
            switch (value.charAt(0)) {
              case '!' -> Loss.ALWAYS;
              case '~' -> Loss.IN_A_SNAPSHOT;
              default -> Loss.NEVER;
            };
        String plain = loss == Loss.NEVER ? value : value.substring(1);
        String text = plain.equals("''") ? "" : plain;
        String sql = plain.equals("NULL") ? plain : "$v$" + text + "$v$::" + line[0];
        cases.add(new ConformanceCase(cases.size() + 1, "c" + column, line[0], sql, loss));
      }
    }
    return cases;
  }

  /** Large values that updates leave untouched, of {@code conformance/large.txt}. */
  static List<ConformanceCase> large() {
    List<ConformanceCase> cases = new ArrayList<>();
    for (String[] line : lines("large.txt")) {
      int id = cases.size() + 1;
      cases.add(new ConformanceCase(id, "c" + id, line[0], line[1], Loss.NEVER));
    }
    return cases;
  }

  private static List<String[]> lines(String file) {
    String path = "/conformance/" + file;
    try (InputStream in = ConformanceCase.class.getResourceAsStream(path)) {
      String text =
          new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" = ", 2))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
