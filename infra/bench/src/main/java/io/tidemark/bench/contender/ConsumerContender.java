package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.OrderSum;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code consumer}: reads every message and throws it away. What Kafka alone takes. */
public final class ConsumerContender implements Contender {
  public static void main(String[] arguments) {
    Contender.main(new ConsumerContender(), arguments);
  }

  @Override
  public String name() {
    return "consumer";
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    Measurement measurement = Measurement.begin();
    List<Count> counts = PlainReaders.readAll(assignment, Count::new);
    measurement.end();
    long changes = counts.stream().mapToLong(count -> count.changes).sum();
    if (changes != assignment.events()) {
      throw new IllegalStateException(
          "the topic holds %d changes, not %d".formatted(changes, assignment.events()));
    }
    return measurement;
  }

  @Override
  public OrderSum read(Assignment assignment) {
    throw new UnsupportedOperationException("it keeps nothing that could be read");
  }

  private static final class Count implements PlainReaders.Sink {
    private long changes;

    @Override
    public void take(ConsumerRecord<byte[], byte[]> message) {
      if (message.value() != null) {
        changes++;
      }
    }
  }
}
