package io.tidemark.tail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import java.util.List;

/**
 * A change event made ready to be shown.
 *
 * @param key of the row; null if it has none
 * @param otherKey of a key change: the new key of its delete, the old key of its create; else null
 * @param fields of an update only what changed, where that is known
 */
record Change(
    ChangeEvent event,
    ObjectNode key,
    ObjectNode otherKey,
    List<FieldChange> fields,
    Origin origin,
    Who who) {
  Change {
    fields = List.copyOf(fields);
  }
}
