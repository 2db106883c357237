package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Order;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** One Parquet file of {@code public.orders}, with the types that a mirror has. */
final class OrderFile {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message orders {
            required binary id (STRING);
            required int64 customer_id;
            required binary status (STRING);
            required int64 amount (DECIMAL(12,2));
            optional binary note (STRING);
            required int64 created_at (TIMESTAMP(MICROS,true));
            required int64 updated_at (TIMESTAMP(MICROS,true));
          }
          """);

  private OrderFile() {}

  /** A writer of a file that is not there; snappy, as the mirrors' files are. */
  static ParquetWriter<Order> create(Path file) throws IOException {
    return new Builder(new LocalOutputFile(file))
        .withCompressionCodec(CompressionCodecName.SNAPPY)
        .build();
  }

  private static final class Builder extends ParquetWriter.Builder<Order, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    protected WriteSupport<Order> getWriteSupport(Configuration configuration) {
      return new Rows();
    }
  }

  private static final class Rows extends WriteSupport<Order> {
    private RecordConsumer out;

    @Override
    @SuppressWarnings("deprecation") // abstract all the same
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, java.util.Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(Order row) {
      out.startMessage();
      text(0, row.id());
      number(1, row.customerId());
      text(2, row.status());
      number(3, row.cents());
      if (row.note() != null) {
        text(4, row.note());
      }
      number(5, row.createdMicros());
      number(6, row.updatedMicros());
      out.endMessage();
    }

    private void text(int column, String value) {
      String name = SCHEMA.getFieldName(column);
      out.startField(name, column);
      out.addBinary(Binary.fromString(value));
      out.endField(name, column);
    }

    private void number(int column, long value) {
      String name = SCHEMA.getFieldName(column);
      out.startField(name, column);
      out.addLong(value);
      out.endField(name, column);
    }
  }
}
