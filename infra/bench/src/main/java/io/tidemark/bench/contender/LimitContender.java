package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderEvent;
import io.tidemark.bench.contract.OrderEventReader;
import io.tidemark.bench.contract.OrderSum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * {@code limit}: the least that any system must do. A consumer on each core parses what it reads
 * and keeps the last row of each key in a hash map of its own, as a key's changes are all in one
 * partition; in the end all rows go to one Parquet file. It is no system: whatever happens before
 * the end, nothing is kept.
 */
public final class LimitContender implements Contender {
  public static void main(String[] arguments) {
    Contender.main(new LimitContender(), arguments);
  }

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    Files.createDirectories(assignment.output());
    Measurement measurement = Measurement.begin();
    List<Rows> all = PlainReaders.readAll(assignment, Rows::new);
    try (ParquetWriter<Order> file = OrderFile.create(file(assignment.output()))) {
      for (Rows rows : all) {
        for (Order row : rows.byId.values()) {
          file.write(row);
        }
      }
    }
    measurement.end();
    return measurement;
  }

  @Override
  public OrderSum read(Assignment assignment) throws IOException {
    return OrderTable.sum(session -> session.read().parquet(file(assignment.output()).toString()));
  }

  private static Path file(Path output) {
    return output.resolve("orders.parquet");
  }

  private static final class Rows implements PlainReaders.Sink {
    private final OrderEventReader reader = new OrderEventReader();
    private final Map<String, Order> byId = new HashMap<>();

    @Override
    public void take(ConsumerRecord<byte[], byte[]> message) {
      if (message.value() == null) {
        return;
      }
      try {
        OrderEvent event = reader.read(message.value());
        if (event.after() == null) {
          byId.remove(event.id());
        } else {
          byId.put(event.id(), event.after());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
