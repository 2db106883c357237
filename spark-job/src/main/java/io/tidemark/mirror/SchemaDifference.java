package io.tidemark.mirror;

import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.RowSchema;
import io.tidemark.mirror.SchemaChange.Kind;
import java.util.ArrayList;
import java.util.List;
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

  static SchemaChange key(ChangeEvent first, List<String> before) {
    return change(first, Kind.KEY, "", before + " → " + first.schema().key());
  }

  /**
   * The columns that differ. An event from before the last change of the shape, late because it
   * came through another Kafka partition, takes no column away and brings none back.
   */
  static List<SchemaChange> columns(StructType mirror, ChangeEvent first, Shape shape) {
    List<SchemaChange> changes = new ArrayList<>();
    List<String> absent = shape.absent();
    boolean late = Long.compareUnsigned(first.position().lsn(), shape.lsn()) < 0;
    for (Column column : first.schema().columns()) {
      DataType type = LakeTypes.of(column.type());
      int place = mirror.indexOf(column.name());
      if (place < 0) {
        changes.add(change(first, Kind.ADDED, column.name(), type.toString()));
      } else if (!late && absent.contains(column.name())) {
        changes.add(change(first, Kind.BACK, column.name(), type.toString()));
      } else if (LakeTypes.conversion(column.type(), mirror.at(place).getDataType()).isEmpty()) {
        String detail = mirror.at(place).getDataType() + " → " + type;
        changes.add(change(first, Kind.TYPE, column.name(), detail));
      }
    }
    Set<String> there =
        first.schema().columns().stream().map(Column::name).collect(Collectors.toSet());
    for (String name : mirror.fieldNames()) {
      boolean ours = name.equals(RowMetadata.COLUMN);
      if (!late && !ours && !there.contains(name) && !absent.contains(name)) {
        changes.add(change(first, Kind.ABSENT, name, mirror.get(name).getDataType().toString()));
      }
    }
    return changes;
  }

  private static SchemaChange change(ChangeEvent first, Kind kind, String column, String detail) {
    return new SchemaChange(first.position().lsn(), first.commitMicros(), kind, column, detail);
  }
}
