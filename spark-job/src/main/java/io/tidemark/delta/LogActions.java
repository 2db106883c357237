package io.tidemark.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.GenericRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.RoaringBitmap;

/** Rows of the Delta log (Delta protocol, "Add File and Remove File"). */
final class LogActions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LogActions() {}

  /** The action that adds a file. */
  static Row add(DataFile file) {
    return SingleAction.createAddFileSingleAction(file.add().toRow());
  }

  /** The action that removes a file as it stands. */
  static Row remove(DataFile file, boolean dataChange, long nowMs) {
    return SingleAction.createRemoveFileSingleAction(
        file.add().toRemoveFileRow(dataChange, Optional.of(nowMs)));
  }

  /**
   * A file just written, by its name alone: Kernel names it by its whole path where the table's has
   * a blank, and then the table cannot be moved.
   *
   * @param dataChange false if its rows came from other files of the table
   */
  static DataFile written(AddFile add, boolean dataChange) {
    String name = new Path(add.getPath()).getName();
    return DataFile.of(
        addFile(add, name, dataChange, add.getDeletionVector()), new RoaringBitmap());
  }

  /** The file with these of its rows deleted. */
  static DataFile withDeleted(
      DataFile file, DeletionVectorDescriptor descriptor, RoaringBitmap deleted) {
    return DataFile.of(addFile(file.add(), file.path(), true, Optional.of(descriptor)), deleted);
  }

  private static AddFile addFile(
      AddFile add, String path, boolean dataChange, Optional<DeletionVectorDescriptor> descriptor) {
    Map<Integer, Object> fields = new HashMap<>();
    put(fields, "path", path);
    put(fields, "partitionValues", add.getPartitionValues());
    put(fields, "size", add.getSize());
    put(fields, "modificationTime", add.getModificationTime());
    put(fields, "dataChange", dataChange);
    add.getTags().ifPresent(tags -> put(fields, "tags", tags));
    add.getBaseRowId().ifPresent(id -> put(fields, "baseRowId", id));
    add.getDefaultRowCommitVersion().ifPresent(v -> put(fields, "defaultRowCommitVersion", v));
    add.getStatsJson()
        .ifPresent(json -> put(fields, "stats", descriptor.isPresent() ? wide(json) : json));
    descriptor.ifPresent(vector -> put(fields, "deletionVector", vector.toRow()));
    return new AddFile(new GenericRow(AddFile.FULL_SCHEMA, fields));
  }

  private static void put(Map<Integer, Object> fields, String name, Object value) {
    fields.put(AddFile.FULL_SCHEMA.indexOf(name), value);
  }

  /** Statistics that say that their bounds may be wider than the rows that are left. */
  private static String wide(String stats) {
    try {
      ObjectNode node = (ObjectNode) JSON.readTree(stats);
      return JSON.writeValueAsString(node.put("tightBounds", false));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("statistics that are not JSON: '" + stats + "'", e);
    }
  }
}
