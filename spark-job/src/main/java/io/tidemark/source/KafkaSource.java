package io.tidemark.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.KafkaConfig;
import io.tidemark.config.TriggerConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Headers;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.RowSchema;
import io.tidemark.source.pack.ChunkReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import scala.collection.Seq;

/** The changes of one connector as a stream. */
public class KafkaSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Comparator<Decoded> KAFKA_ORDER =
      Comparator.comparing((Decoded message) -> message.at().topic())
          .thenComparingInt(message -> message.at().partition())
          .thenComparingLong(message -> message.at().offset());

  /**
   * Spark reads only offsets that Kafka has already, and asks for the topic's ends after each
   * fetch. The consumer has by then sent its next fetch, and the broker answers one request of a
   * connection after the other: Kafka's default of 500 ms was the time that every task waited.
   */
  private static final String FETCH_WAIT_MS = "5";

  /** For the same reason many at once: Kafka's default of 500 was two questions every 500. */
  private static final String POLL_RECORDS = "2000";

  /** With many tables a task for each partition of each topic would cost more than its messages. */
  private static final int TASKS_PER_CORE = 4;

  private final KafkaConfig kafka;
  private final DecoderSettings decoder;
  private final Decoder again;

  public KafkaSource(KafkaConfig kafka, DecoderSettings decoder) {
    this.kafka = kafka;
    this.decoder = decoder;
    this.again = new Decoder(decoder);
  }

  /**
   * All topics of changes and transactions in one stream, those that come later too.
   *
   * @param startingOffsets as {@link StartingOffsets} gives them
   */
  public Dataset<Row> stream(SparkSession spark, TriggerConfig trigger, String startingOffsets) {
    return spark
        .readStream()
        .format("kafka")
        .options(clientOptions())
        .option("subscribePattern", new Topics(kafka.topicPrefix()).all())
        .option("startingOffsets", startingOffsets)
        .option("includeHeaders", true)
        .option("failOnDataLoss", true)
        .option("maxOffsetsPerTrigger", trigger.maxRecords())
        .load();
  }

  private Map<String, String> clientOptions() {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.fetch.max.wait.ms", FETCH_WAIT_MS);
    options.put("kafka.max.poll.records", POLL_RECORDS);
    kafka.clientOptions().forEach((name, value) -> options.put("kafka." + name, value));
    return options;
  }

  /** A micro-batch's messages, each partition's in the order of its offsets. */
  public List<Decoded> messages(Dataset<Row> batch) {
    List<Decoded> messages = new ArrayList<>();
    Map<RowSchema, RowSchema> schemas = new HashMap<>();
    JavaRDD<InternalRow> rows = batch.queryExecution().toRdd().toJavaRDD();
    int most = TASKS_PER_CORE * batch.sparkSession().sparkContext().defaultParallelism();
    JavaRDD<InternalRow> few = rows.getNumPartitions() > most ? rows.coalesce(most) : rows;
    for (byte[] chunk : few.mapPartitions(new DecodeTask(decoder, batch.schema())).collect()) {
      messages.addAll(new ChunkReader(chunk, schemas).messages());
    }
    messages.sort(KAFKA_ORDER);
    return messages;
  }

  /** What a message that was read before turns out to be now. */
  public Decoded decode(KafkaPosition at, RawMessage message) {
    return again.decode(at, message.key(), message.value(), Headers.of(message.headers()));
  }

  /** Read messages once more, for their bytes. */
  public Map<KafkaPosition, RawMessage> raw(SparkSession spark, Set<KafkaPosition> positions) {
    Map<TopicPartition, NavigableMap<Long, KafkaPosition>> wanted = new HashMap<>();
    for (KafkaPosition at : positions) {
      wanted
          .computeIfAbsent(
              new TopicPartition(at.topic(), at.partition()), partition -> new TreeMap<>())
          .put(at.offset(), at);
    }
    Map<KafkaPosition, RawMessage> raw = new HashMap<>();
    Column offset = functions.col("offset");
    for (Row row :
        spark
            .read()
            .format("kafka")
            .options(clientOptions())
            .option("assign", assignment(wanted.keySet()))
            .option("startingOffsets", offsets(wanted, NavigableMap::firstKey))
            .option("endingOffsets", offsets(wanted, range -> range.lastKey() + 1))
            .option("failOnDataLoss", true)
            .option("includeHeaders", true)
            .load()
            .filter(
                offset.isInCollection(
                    positions.stream().map(KafkaPosition::offset).collect(Collectors.toSet())))
            .select(
                functions.col("topic"),
                functions.col("partition"),
                offset,
                functions.col("key"),
                functions.col("value"),
                functions.col("headers"))
            .collectAsList()) {
      TopicPartition partition = new TopicPartition(row.getString(0), row.getInt(1));
      KafkaPosition at = wanted.get(partition).get(row.getLong(2));
      if (at != null) {
        raw.put(at, new RawMessage(row.<byte[]>getAs(3), row.<byte[]>getAs(4), headers(row)));
      }
    }
    return raw;
  }

  private static Map<String, byte[]> headers(Row row) {
    Map<String, byte[]> headers = new HashMap<>();
    Seq<Row> all = row.isNullAt(5) ? null : row.getSeq(5);
    for (int i = 0; all != null && i < all.size(); i++) {
      byte[] value = all.apply(i).getAs(1);
      if (value != null) {
        headers.put(all.apply(i).getString(0), value);
      }
    }
    return headers;
  }

  private static String assignment(Set<TopicPartition> partitions) {
    ObjectNode json = JSON.createObjectNode();
    partitions.forEach(p -> json.withArrayProperty(p.topic()).add(p.partition()));
    return json.toString();
  }

  private static String offsets(
      Map<TopicPartition, NavigableMap<Long, KafkaPosition>> wanted,
      ToLongFunction<NavigableMap<Long, KafkaPosition>> which) {
    ObjectNode json = JSON.createObjectNode();
    wanted.forEach(
        (p, range) ->
            json.withObjectProperty(p.topic())
                .put(Integer.toString(p.partition()), which.applyAsLong(range)));
    return json.toString();
  }

  /** Offsets at which the partitions of all topics end now. */
  public Map<String, Map<Integer, Long>> ends() {
    Map<String, Map<Integer, Long>> ends = new HashMap<>();
    Arrival.ends(kafka)
        .forEach(
            (partition, end) ->
                ends.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                    .put(partition.partition(), end));
    return ends;
  }

  /** Offsets at which a topic's partitions end now. */
  public Map<Integer, Long> ends(String topic) {
    try (ChangeTopics topics = new ChangeTopics(kafka)) {
      return topics.ends(topics.partitions(List.of(topic))).entrySet().stream()
          .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    }
  }
}
