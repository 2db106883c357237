package io.tidemark.tail;

import io.tidemark.config.TablePattern;
import io.tidemark.decode.TableId;
import java.util.List;
import java.util.Set;

/**
 * The tables that a call names: {@code orders} of any schema, {@code sales.orders}, with {@code *}
 * and {@code ?} as in the configuration. Without a name it is every table.
 */
record TableFilter(List<TablePattern> patterns) {
  static TableFilter of(List<String> names) {
    return new TableFilter(
        names.stream()
            .map(name -> new TablePattern(name.contains(".") ? name : "*." + name))
            .toList());
  }

  /** Whether to show a table's changes; a logical message belongs to no table. */
  boolean selects(TableId table) {
    return patterns.isEmpty()
        || (table != null && patterns.stream().anyMatch(pattern -> pattern.matches(table)));
  }

  /** Whether to show what a topic holds, by the tables that such topics are named for. */
  boolean selectsTopic(String topic, String prefix) {
    String name = topic.startsWith(prefix + ".") ? topic.substring(prefix.length() + 1) : topic;
    int dot = name.indexOf('.');
    return patterns.isEmpty()
        || (dot > 0 && selects(new TableId(name.substring(0, dot), name.substring(dot + 1))));
  }

  /** The names that none of these topics is of. */
  List<String> unmatched(Set<String> topics, String prefix) {
    return patterns.stream()
        .filter(
            pattern ->
                topics.stream()
                    .noneMatch(
                        topic -> new TableFilter(List.of(pattern)).selectsTopic(topic, prefix)))
        .map(pattern -> pattern.glob().replaceFirst("^\\*\\.", ""))
        .toList();
  }
}
