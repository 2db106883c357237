package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the audit trigger wrote into a row about its latest change: {@code {"changes": {column:
 * {"old", "new"}}, "db_user", "app_user", "at"}}.
 */
final class ChangeInfo {
  /** The column that holds it. */
  static final String COLUMN = "change_info";

  /** Columns that the trigger fills; they are shown as who and when. */
  static final Set<String> AUDIT_COLUMNS = Set.of(COLUMN, "modified_by", "modified_at");

  private final ObjectNode info;

  private ChangeInfo(ObjectNode info) {
    this.info = info;
  }

  /** What the row holds; empty if it has no such column or no audit's object in it. */
  static Optional<ChangeInfo> of(ObjectNode row) {
    if (row == null || !row.path(COLUMN).isTextual()) {
      return Optional.empty();
    }
    return Rows.parse(row.get(COLUMN).textValue())
        .filter(info -> info.path("changes").isObject())
        .map(ChangeInfo::new);
  }

  /** What changed, with the new value as the row itself holds it. */
  List<FieldChange> fields(ObjectNode after) {
    List<FieldChange> fields = new ArrayList<>();
    info.get("changes")
        .properties()
        .forEach(
            change -> {
              JsonNode inRow = after.get(change.getKey());
              JsonNode now = inRow == null ? change.getValue().get("new") : inRow;
              fields.add(new FieldChange(change.getKey(), change.getValue().get("old"), now));
            });
    info.path("withheld")
        .forEach(
            name -> fields.add(new FieldChange(name.asText(), null, after.get(name.asText()))));
    return fields;
  }

  Who who() {
    return new Who(text("app_user"), text("db_user"));
  }

  private String text(String field) {
    return info.path(field).isTextual() ? info.get(field).textValue() : null;
  }
}
