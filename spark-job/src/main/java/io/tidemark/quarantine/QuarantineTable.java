package io.tidemark.quarantine;

import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The quarantine. One row a refused message: {@code reason}, {@code stage} (decode or mirror),
 * {@code topic}, {@code partition}, {@code offset}, {@code kafka_at} (Kafka's timestamp), {@code
 * key} and {@code value} (its bytes; null where it had none), {@code refused_at} (our clock).
 */
public final class QuarantineTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("reason", StringType.STRING)
          .add("stage", StringType.STRING)
          .add("topic", StringType.STRING)
          .add("partition", IntegerType.INTEGER)
          .add("offset", LongType.LONG)
          .add("kafka_at", TimestampType.TIMESTAMP)
          .add("key", BinaryType.BINARY)
          .add("value", BinaryType.BINARY)
          .add("refused_at", TimestampType.TIMESTAMP);

  private final AppendTable table;
  private Progress progress;

  public QuarantineTable(AppendTable table) {
    this.table = table;
    this.progress = Progress.parse(table.domain(Progress.DOMAIN));
  }

  public static StructType schema() {
    return SCHEMA;
  }

  public AppendTable table() {
    return table;
  }

  /** Forget topics whose offsets begin again. */
  public void forget(Collection<String> topics) {
    if (topics.stream().map(progress::forget).reduce(false, Boolean::logicalOr)) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /** Whether the message at a position was judged before and, if refused, is here. */
  public boolean holds(KafkaPosition at) {
    return at.offset() < progress.next(at.topic(), at.partition());
  }

  /**
   * Append refused messages that the quarantine does not hold.
   *
   * @param after how far it will be: to the end of the micro-batch
   */
  public void commit(List<Refused> refused, Progress after, long refusedAtMicros) {
    List<Object[]> rows = new ArrayList<>();
    for (Refused message : refused) {
      if (!holds(message.at())) {
        rows.add(row(message, refusedAtMicros));
      }
    }
    if (!rows.isEmpty()) {
      table.append(rows, Map.of(Progress.DOMAIN, after.toJson()));
      progress = after;
    }
  }

  /** How far the quarantine is; a copy. */
  public Progress progress() {
    return progress.copy();
  }

  private static Object[] row(Refused message, long refusedAtMicros) {
    return new Object[] {
      message.reason(),
      message.stage(),
      message.at().topic(),
      message.at().partition(),
      message.at().offset(),
      message.at().timestampMs() * 1000,
      message.key(),
      message.value(),
      refusedAtMicros
    };
  }
}
