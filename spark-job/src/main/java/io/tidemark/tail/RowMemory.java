package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.TableId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that passed by lately, so that a later change can show what was before. Bounded: the
 * rows touched longest ago are forgotten first.
 */
final class RowMemory {
  private record Place(TableId table, JsonNode key) {}

  private record Remembered(ObjectNode row, long characters) {}

  private final long mostCharacters;
  private final Map<Place, Remembered> rows = new LinkedHashMap<>(256, 0.75f, true);
  private long characters;

  /**
   * @param mostCharacters of all rows together, written as JSON
   */
  RowMemory(long mostCharacters) {
    this.mostCharacters = mostCharacters;
  }

  Optional<ObjectNode> row(TableId table, JsonNode key) {
    return Optional.ofNullable(rows.get(new Place(table, key))).map(Remembered::row);
  }

  void remember(TableId table, JsonNode key, ObjectNode row) {
    forget(table, key);
    Remembered remembered = new Remembered(row, row.toString().length());
    rows.put(new Place(table, key), remembered);
    characters += remembered.characters();
    Iterator<Remembered> oldest = rows.values().iterator();
    while (characters > mostCharacters && oldest.hasNext()) {
      characters -= oldest.next().characters();
      oldest.remove();
    }
  }

  void forget(TableId table, JsonNode key) {
    Remembered gone = rows.remove(new Place(table, key));
    if (gone != null) {
      characters -= gone.characters();
    }
  }

  /** Forgets all rows of a table. */
  void forget(TableId table) {
    rows.entrySet()
        .removeIf(
            entry -> {
              boolean gone = entry.getKey().table().equals(table);
              characters -= gone ? entry.getValue().characters() : 0;
              return gone;
            });
  }
}
