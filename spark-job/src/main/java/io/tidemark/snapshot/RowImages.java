package io.tidemark.snapshot;

import io.tidemark.decode.Image;
import io.tidemark.decode.value.TextRules.TextReader;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.error.TidemarkException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of PostgreSQL as images of a table's rows. */
final class RowImages {
  private final PublishedTable table;
  private final TextReader[] readers;
  private final boolean[] key;

  RowImages(PublishedTable table) {
    this.table = table;
    readers = table.readers().toArray(TextReader[]::new);
    key = new boolean[readers.length];
    for (int i = 0; i < key.length; i++) {
      key[i] = table.schema().key().contains(name(i));
    }
  }

  /**
   * The image of a row.
   *
   * @param texts of its columns; null for NULL
   * @throws TidemarkException SCHEMA if a key can't be held, or, of a table without one, any value
   */
  Image of(String[] texts) {
    Object[] values = new Object[readers.length];
    Map<String, String> unrepresentable = null;
    for (int i = 0; i < values.length; i++) {
      Object value = readers[i].value(texts[i]);
      if (value instanceof Unrepresentable known) {
        if (key[i] || table.schema().key().isEmpty()) {
          throw TidemarkException.schema(
              "The table '%s' can't be loaded past the connector".formatted(table.id()),
              "A row has '%s' in the column '%s', which its type in the lake can't hold, so that it"
                      .formatted(known.text(), name(i))
                  + " could not be told from others",
              "Let the connector read it (repair, or its own snapshot)");
        }
        unrepresentable = unrepresentable == null ? new HashMap<>() : unrepresentable;
        unrepresentable.put(name(i), known.text());
        value = known.value();
      }
      values[i] = value;
    }
    List<Object> all = Collections.unmodifiableList(Arrays.asList(values));
    return new Image(all, unrepresentable == null ? Map.of() : unrepresentable);
  }

  private String name(int column) {
    return table.schema().columns().get(column).name();
  }
}
