package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what an event changed. The values before come from the event, where the source sends
 * the old row; else from the row's {@code change_info}; else from the memory of earlier events.
 */
final class Changes {
  private final String whoColumn;
  private final RowMemory memory;

  /**
   * @param whoColumn the column that says who changed a row, where there is no change_info
   */
  Changes(String whoColumn, RowMemory memory) {
    this.whoColumn = whoColumn;
    this.memory = memory;
  }

  /** The event, ready to be shown. Events of a row must come in their order. */
  Change of(ChangeEvent event) {
    return switch (event.op()) {
      case READ, CREATE -> created(event);
      case UPDATE -> updated(event);
      case DELETE -> deleted(event);
      case TRUNCATE -> {
        memory.forget(event.table());
        yield new Change(event, null, null, List.of(), Origin.EVENT, Who.UNKNOWN);
      }
      case MESSAGE -> new Change(event, null, null, List.of(), Origin.EVENT, Who.UNKNOWN);
    };
  }

  private Change created(ChangeEvent event) {
    ObjectNode after = Rows.of(event, event.after());
    ObjectNode key = Rows.ofKey(event, event.key());
    Optional<ObjectNode> moved =
        event.keyChange() ? memory.row(event.table(), key) : Optional.empty();
    List<FieldChange> fields =
        moved.map(row -> difference(row, after)).orElseGet(() -> values(after));
    remember(event, key, after, moved);
    ObjectNode otherKey = Rows.ofKey(event, event.otherKey());
    Origin origin = moved.isPresent() ? Origin.MEMORY : Origin.EVENT;
    return new Change(event, key, otherKey, fields, origin, who(after));
  }

  private Change updated(ChangeEvent event) {
    ObjectNode after = Rows.of(event, event.after());
    ObjectNode key = Rows.ofKey(event, event.key());
    Optional<ObjectNode> sent = sentBefore(event);
    Optional<ObjectNode> remembered =
        key == null ? Optional.empty() : memory.row(event.table(), key);
    Optional<ObjectNode> known = sent.or(() -> remembered);
    // A change that the trigger did not see leaves the row with what it wrote the last time.
    boolean stale = known.map(row -> isStale(row, after)).orElse(false);
    Optional<ChangeInfo> info = stale ? Optional.empty() : ChangeInfo.of(after);
    List<FieldChange> fields;
    Origin origin;
    if (sent.isPresent()) {
      fields = difference(sent.get(), after);
      origin = Origin.EVENT;
    } else if (info.isPresent()) {
      fields = info.get().fields(after);
      origin = Origin.CHANGE_INFO;
    } else if (remembered.isPresent()) {
      fields = difference(remembered.get(), after);
      origin = Origin.MEMORY;
    } else {
      fields = values(after);
      origin = Origin.UNKNOWN;
    }
    remember(event, key, after, remembered);
    return new Change(event, key, null, fields, origin, stale ? Who.UNKNOWN : who(after));
  }

  private Change deleted(ChangeEvent event) {
    ObjectNode key = Rows.ofKey(event, event.key());
    ObjectNode otherKey = Rows.ofKey(event, event.otherKey());
    Optional<ObjectNode> sent = sentBefore(event);
    Optional<ObjectNode> remembered =
        key == null ? Optional.empty() : memory.row(event.table(), key);
    Optional<ObjectNode> row = sent.or(() -> remembered);
    Origin origin = Origin.UNKNOWN;
    if (row.isPresent()) {
      origin = sent.isPresent() ? Origin.EVENT : Origin.MEMORY;
    }
    List<FieldChange> fields = new ArrayList<>();
    if (row.isPresent() && !event.keyChange()) {
      for (FieldChange value : values(row.get())) {
        fields.add(new FieldChange(value.column(), value.after(), null));
      }
    }
    if (key != null) {
      memory.forget(event.table(), key);
      if (otherKey != null) {
        row.ifPresent(known -> memory.remember(event.table(), otherKey, known));
      }
    }
    return new Change(event, key, otherKey, fields, origin, Who.UNKNOWN);
  }

  /**
   * The old row where the source sends it whole. With REPLICA IDENTITY DEFAULT only its key is
   * real: columns that allow NULL are NULL, the others hold made-up values. So one value in a
   * column that allows NULL tells that the row is whole. (The beginning of time is made up, too,
   * where the connector's {@code replace.null.with.default} was left on.)
   */
  private static Optional<ObjectNode> sentBefore(ChangeEvent event) {
    if (event.before() == null) {
      return Optional.empty();
    }
    ObjectNode before = Rows.of(event, event.before());
    if (event.key() == null) {
      return Optional.of(before);
    }
    for (Column column : event.schema().columns()) {
      boolean inKey = event.schema().key().contains(column.name());
      if (column.nullable() && !inKey && isReal(before.path(column.name()))) {
        return Optional.of(before);
      }
    }
    return Optional.empty();
  }

  private static boolean isReal(JsonNode value) {
    return !value.isNull() && !value.asText().equals("1970-01-01T00:00:00Z");
  }

  private static boolean isStale(ObjectNode before, ObjectNode after) {
    JsonNode info = after.get(ChangeInfo.COLUMN);
    return info != null && !info.isNull() && info.equals(before.get(ChangeInfo.COLUMN));
  }

  private Who who(ObjectNode after) {
    Optional<ChangeInfo> info = ChangeInfo.of(after);
    if (info.isPresent()) {
      return info.get().who();
    }
    JsonNode user = after.path(whoColumn);
    return user.isTextual() ? new Who(user.textValue(), null) : Who.UNKNOWN;
  }

  private void remember(
      ChangeEvent event, ObjectNode key, ObjectNode after, Optional<ObjectNode> old) {
    if (key == null || event.op() == Operation.DELETE) {
      return;
    }
    ObjectNode row = Rows.JSON.createObjectNode();
    // What the event did not send is as it was.
    old.ifPresent(row::setAll);
    row.setAll(after);
    memory.remember(event.table(), key, row);
  }

  private static List<FieldChange> difference(ObjectNode before, ObjectNode after) {
    List<FieldChange> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> value : after.properties()) {
      JsonNode old = before.get(value.getKey());
      if (!ChangeInfo.AUDIT_COLUMNS.contains(value.getKey()) && !value.getValue().equals(old)) {
        fields.add(new FieldChange(value.getKey(), old, value.getValue()));
      }
    }
    return fields;
  }

  private static List<FieldChange> values(ObjectNode row) {
    List<FieldChange> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> value : row.properties()) {
      if (!ChangeInfo.AUDIT_COLUMNS.contains(value.getKey()) && !value.getValue().isNull()) {
        fields.add(new FieldChange(value.getKey(), null, value.getValue()));
      }
    }
    return fields;
  }
}
