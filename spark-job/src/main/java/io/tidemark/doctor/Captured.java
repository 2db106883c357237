package io.tidemark.doctor;

import io.tidemark.config.ConnectConfig;
import io.tidemark.decode.TableId;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Which tables a connector captures by its settings, and whether whole. */
public final class Captured {
  private static final Pattern ALTERING =
      Pattern.compile("column\\.(?:include|exclude|mask|truncate)\\..*");

  private Captured() {}

  /**
   * Why a table's changes differ from the table by what the connector is set to; empty if they
   * don't.
   *
   * @throws IOException if Kafka Connect does not tell
   */
  public static Optional<String> obstacle(ConnectConfig connect, TableId table) throws IOException {
    ConnectFacts facts = ConnectProbe.ask(connect);
    return facts.connector().isEmpty()
        ? Optional.of("Kafka Connect has no connector '%s'".formatted(connect.connector()))
        : obstacle(facts.settings(), table);
  }

  static Optional<String> obstacle(Map<String, String> connector, TableId table) {
    if (!by(connector).test(table)) {
      return Optional.of("the connector's include and exclude lists leave it out");
    }
    return connector.entrySet().stream()
        .filter(setting -> ALTERING.matcher(setting.getKey()).matches())
        .filter(setting -> !setting.getValue().isBlank())
        .findFirst()
        .map(
            setting ->
                "the connector's setting '%s' leaves out or alters columns, and what it hides must"
                        .formatted(setting.getKey())
                    + " not come by another way");
  }

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
