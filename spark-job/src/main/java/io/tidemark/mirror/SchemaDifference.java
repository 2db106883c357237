package io.tidemark.mirror;

import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.RowSchema;
import io.tidemark.mirror.SchemaChange.Kind;
import io.tidemark.mirror.Suspicion.Cure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How the shape that a change event shows differs from its mirror's. */
final class SchemaDifference {
  private SchemaDifference() {}

  /** The table is new. */
  static SchemaChange created(ChangeEvent first) {
    RowSchema source = first.schema();
    String columns =
        source.columns().stream()
            .map(column -> column.name() + " " + LakeTypes.of(column.type()))
            .collect(Collectors.joining(", "));
    return change(first, Kind.CREATED, "", columns + ", key " + source.key());
  }

  static SchemaChange key(ChangeEvent first, List<String> before, List<String> now) {
    return change(first, Kind.KEY, "", before + " → " + now);
  }

  /**
   * The columns that differ. An event from before the last change of the shape, late because it
   * came through another Kafka partition, takes no column away and brings none back.
   */
  static List<SchemaChange> columns(StructType mirror, ChangeEvent first, Shape shape) {
    List<SchemaChange> changes = new ArrayList<>();
    List<String> absent = shape.absent();
    boolean late = shape.precedes(first);
    RowSchema source = shape.current(first);
    for (Column column : source.columns()) {
      DataType type = LakeTypes.of(column.type());
      int place = mirror.indexOf(column.name());
      if (place < 0) {
        changes.add(change(first, Kind.ADDED, column.name(), type.toString()));
      } else if (!late && absent.contains(column.name())) {
        changes.add(change(first, Kind.BACK, column.name(), type.toString()));
      } else if (!late
          && LakeTypes.conversion(column.type(), mirror.at(place).getDataType()).isEmpty()) {
        String detail = mirror.at(place).getDataType() + " → " + type;
        changes.add(change(first, Kind.TYPE, column.name(), detail));
      }
    }
    Set<String> there = source.columns().stream().map(Column::name).collect(Collectors.toSet());
    for (String name : mirror.fieldNames()) {
      boolean ours = name.equals(RowMetadata.COLUMN);
      if (!late && !ours && !there.contains(name) && !absent.contains(name)) {
        changes.add(change(first, Kind.ABSENT, name, mirror.get(name).getDataType().toString()));
      }
    }
    return changes;
  }

  /**
   * Why rows of before may be wrong after such changes at once; null if no reason is seen. Columns
   * that go while others come may be the same by other names; one of another kind of type begins
   * without any row's value.
   */
  static Suspicion suspicion(List<SchemaChange> changes, Set<String> replaced) {
    if (changes.isEmpty()) {
      return null;
    }
    Map<Kind, List<String>> columns = new EnumMap<>(Kind.class);
    changes.forEach(
        change ->
            columns.computeIfAbsent(change.kind(), k -> new ArrayList<>()).add(change.column()));
    List<String> reasons = new ArrayList<>();
    if (columns.containsKey(Kind.ABSENT) && columns.containsKey(Kind.ADDED)) {
      reasons.add(
          "the columns %s went while %s came: nothing tells whether they are the same"
              .formatted(columns.get(Kind.ABSENT), columns.get(Kind.ADDED)));
    }
    if (!replaced.isEmpty()) {
      reasons.add("columns are of another type: " + replaced);
    }
    return reasons.isEmpty()
        ? null
        : new Suspicion(String.join("; ", reasons), changes.get(0).lsn(), Cure.REREAD);
  }

  private static SchemaChange change(ChangeEvent first, Kind kind, String column, String detail) {
    return new SchemaChange(first.position().lsn(), first.commitMicros(), kind, column, detail);
  }
}
