package io.tidemark.stream;

import io.tidemark.mirror.MirrorTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The condition by which a snapshot sends certain rows only. */
final class RowFilter {
  /** Of the 2048 that a signal may have, so many are left, with room for what JSON escapes. */
  private static final int MOST_CHARACTERS = 1500;

  private RowFilter() {}

  /** The rows of a mirror with values in doubt; empty for all, where they are too many to name. */
  static Optional<String> of(MirrorTable mirror) {
    List<List<String>> keys = mirror.doubts().keys();
    boolean named = mirror.key().stream().noneMatch(column -> column.matches("(?s).*_\\d+"));
    if (keys == null || keys.isEmpty() || !named) { // the lake may have a name of its own for it
      return Optional.empty();
    }
    String filter =
        "(%s) in (%s)"
            .formatted(
                mirror.key().stream()
                    .map(column -> quoted(column, '"'))
                    .collect(Collectors.joining(", ")),
                keys.stream()
                    .distinct()
                    .map(
                        key ->
                            key.stream()
                                .map(value -> quoted(value, '\''))
                                .collect(Collectors.joining(", ", "(", ")")))
                    .collect(Collectors.joining(", ")));
    return filter.length() > MOST_CHARACTERS ? Optional.empty() : Optional.of(filter);
  }

  private static String quoted(String text, char quote) {
    String one = String.valueOf(quote);
    return one + text.replace(one, one + one) + one;
  }
}
