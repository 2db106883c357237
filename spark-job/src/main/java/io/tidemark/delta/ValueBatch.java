package io.tidemark.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.util.List;
import java.util.Optional;

/** Rows of Java values as a batch for Kernel's writers. */
final class ValueBatch implements ColumnarBatch {
  private final StructType schema;
  private final List<Object[]> rows;

  private ValueBatch(StructType schema, List<Object[]> rows) {
    this.schema = schema;
    this.rows = rows;
  }

  /** All rows as the one batch of an iterator. */
  static CloseableIterator<FilteredColumnarBatch> only(StructType schema, List<Object[]> rows) {
    return Utils.singletonCloseableIterator(
        new FilteredColumnarBatch(new ValueBatch(schema, rows), Optional.empty()));
  }

  @Override
  public StructType getSchema() {
    return schema;
  }

  @Override
  public ColumnVector getColumnVector(int ordinal) {
    Object[] values = new Object[rows.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = rows.get(row)[ordinal];
    }
    return new ValueVector(schema.at(ordinal).getDataType(), values);
  }

  @Override
  public int getSize() {
    return rows.size();
  }
}
