package io.tidemark.doctor;

import io.tidemark.decode.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which tables a connector captures by its include and exclude lists. */
final class Captured {
  private Captured() {}

  /** By the connector's settings; where they are not known, every table. */
  static Predicate<TableId> by(Map<String, String> connector) {
    Predicate<String> schemas = list(connector, "schema");
    Predicate<String> tables = list(connector, "table");
    return table -> schemas.test(table.schema()) && tables.test(table.toString());
  }

  private static Predicate<String> list(Map<String, String> connector, String of) {
    List<Pattern> include = patterns(connector.getOrDefault(of + ".include.list", ""));
    List<Pattern> exclude = patterns(connector.getOrDefault(of + ".exclude.list", ""));
    return name -> (include.isEmpty() || matches(include, name)) && !matches(exclude, name);
  }

  private static boolean matches(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }

  private static List<Pattern> patterns(String list) {
    try {
      return Arrays.stream(list.split(","))
          .map(String::strip)
          .filter(pattern -> !pattern.isEmpty())
          .map(pattern -> Pattern.compile(pattern, Pattern.CASE_INSENSITIVE))
          .toList();
    } catch (PatternSyntaxException e) {
      // The connector itself refuses to start with it and says so.
      return List.of();
    }
  }
}
