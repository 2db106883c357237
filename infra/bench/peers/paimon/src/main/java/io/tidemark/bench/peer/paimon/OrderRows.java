package io.tidemark.bench.peer.paimon;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderEvent;
import io.tidemark.bench.contract.OrderEventReader;
import java.io.IOException;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Change events to rows. A row that is there is an UPDATE_AFTER, whether it is new or not, which a
 * table with a primary key takes for an upsert; of a deleted one only the id is not null.
 * Tombstones say nothing more.
 */
final class OrderRows implements DeserializationSchema<RowData> {
  private static final long serialVersionUID = 1;
  private static final int MICROS = 6;
  private static final int PRECISION = 12;
  private static final int SCALE = 2;
  private static final RowType ROW =
      RowType.of(
          new LogicalType[] {
            new VarCharType(false, VarCharType.MAX_LENGTH),
            new BigIntType(),
            new VarCharType(VarCharType.MAX_LENGTH),
            new DecimalType(PRECISION, SCALE),
            new VarCharType(VarCharType.MAX_LENGTH),
            new LocalZonedTimestampType(MICROS),
            new LocalZonedTimestampType(MICROS)
          },
          new String[] {
            "id", "customer_id", "status", "amount", "note", "created_at", "updated_at"
          });

  private transient OrderEventReader reader;

  @Override
  public void open(InitializationContext context) {
    reader = new OrderEventReader();
  }

  @Override
  public void deserialize(byte[] value, Collector<RowData> rows) throws IOException {
    if (value != null) {
      rows.collect(deserialize(value));
    }
  }

  @Override
  public RowData deserialize(byte[] value) throws IOException {
    OrderEvent event = reader.read(value);
    Order order = event.after();
    RowKind kind = order == null ? RowKind.DELETE : RowKind.UPDATE_AFTER;
    GenericRowData row = new GenericRowData(kind, ROW.getFieldCount());
    row.setField(0, StringData.fromString(event.id()));
    if (order != null) {
      row.setField(1, order.customerId());
      row.setField(2, StringData.fromString(order.status()));
      row.setField(3, DecimalData.fromUnscaledLong(order.cents(), PRECISION, SCALE));
      row.setField(4, StringData.fromString(order.note()));
      row.setField(5, timestamp(order.createdMicros()));
      row.setField(6, timestamp(order.updatedMicros()));
    }
    return row;
  }

  private static TimestampData timestamp(long micros) {
    return TimestampData.fromEpochMillis(
        Math.floorDiv(micros, 1000), Math.floorMod(micros, 1000) * 1000);
  }

  @Override
  public boolean isEndOfStream(RowData row) {
    return false;
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return InternalTypeInfo.of(ROW);
  }
}
