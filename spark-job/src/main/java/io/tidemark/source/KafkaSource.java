package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.config.TriggerConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.KafkaPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The changes of one connector as a stream. */
public final class KafkaSource {
  private static final Comparator<Decoded> KAFKA_ORDER =
      Comparator.comparing((Decoded message) -> message.at().topic())
          .thenComparing(message -> message.at().partition())
          .thenComparing(message -> message.at().offset());

  /**
   * Spark reads only offsets that Kafka has already, and asks for the topic's ends after each
   * fetch. The consumer has by then sent its next fetch, and the broker answers one request of a
   * connection after the other: Kafka's default of 500 ms was the time that every task waited.
   */
  private static final String FETCH_WAIT_MS = "5";

  private final KafkaConfig kafka;
  private final DecoderSettings decoder;

  public KafkaSource(KafkaConfig kafka, DecoderSettings decoder) {
    this.kafka = kafka;
    this.decoder = decoder;
  }

  /**
   * All change topics in one stream, those that come later too.
   *
   * @param startingOffsets as {@link StartingOffsets} gives them
   */
  public Dataset<Row> stream(SparkSession spark, TriggerConfig trigger, String startingOffsets) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.fetch.max.wait.ms", FETCH_WAIT_MS);
    kafka.clientOptions().forEach((name, value) -> options.put("kafka." + name, value));
    return spark
        .readStream()
        .format("kafka")
        .options(options)
        .option("subscribePattern", new Topics(kafka.topicPrefix()).changes())
        .option("startingOffsets", startingOffsets)
        .option("includeHeaders", true)
        .option("failOnDataLoss", true)
        .option("maxOffsetsPerTrigger", trigger.maxRecords())
        .load();
  }

  /** A micro-batch's messages, each partition's in the order of its offsets. */
  public List<Decoded> messages(Dataset<Row> batch) {
    Column[] columns = new Column[DecodeTask.COLUMNS.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = functions.col(DecodeTask.COLUMNS[i]);
    }
    List<Decoded> messages = new ArrayList<>();
    for (byte[] chunk :
        batch
            .select(columns)
            .mapPartitions(new DecodeTask(decoder), Encoders.BINARY())
            .collectAsList()) {
      messages.addAll(DecodeTask.unpack(chunk));
    }
    messages.sort(KAFKA_ORDER);
    return messages;
  }

  /** The bytes of a message. */
  @SuppressWarnings("ArrayRecordComponent") // on their way to a table; never compared
  public record RawMessage(byte[] key, byte[] value) {}

  /** Read messages of a micro-batch once more, for their bytes. */
  public Map<KafkaPosition, RawMessage> raw(Dataset<Row> batch, Set<KafkaPosition> positions) {
    Map<String, KafkaPosition> wanted =
        positions.stream()
            .collect(
                Collectors.toMap(
                    at -> at.topic() + "/" + at.partition() + "/" + at.offset(), at -> at));
    Map<KafkaPosition, RawMessage> raw = new HashMap<>();
    Column id =
        functions.concat_ws(
            "/", functions.col("topic"), functions.col("partition"), functions.col("offset"));
    for (Row row :
        batch
            .select(id, functions.col("key"), functions.col("value"))
            .filter(id.isInCollection(wanted.keySet()))
            .collectAsList()) {
      raw.put(
          wanted.get(row.getString(0)), new RawMessage(row.<byte[]>getAs(1), row.<byte[]>getAs(2)));
    }
    return raw;
  }
}
