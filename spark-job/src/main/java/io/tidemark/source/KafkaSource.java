package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.config.TriggerConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Headers;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.source.read.DriverReader;
import io.tidemark.source.read.OffsetRange;
import io.tidemark.source.read.RangeReader;
import io.tidemark.source.read.TaskReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceRDDPartition;
import org.apache.spark.sql.kafka010.KafkaBatchInputPartition;
import org.apache.spark.sql.kafka010.KafkaOffsetRange;

/** The changes of one connector as a stream. */
public class KafkaSource implements AutoCloseable {
  /** Messages that are not worth Spark's tasks. */
  private static final int FEW = 5_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaConfig kafka;
  private final DecoderSettings decoder;
  private final Decoder again;
  private final DriverReader here;

  /** Connect when there is something to read. */
  public KafkaSource(KafkaConfig kafka, DecoderSettings decoder) {
    this.kafka = kafka;
    this.decoder = decoder;
    this.again = new Decoder(decoder);
    this.here = new DriverReader(kafka.clientOptions(), decoder);
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
        .options(sparkOptions())
        .option("subscribePattern", new Topics(kafka.topicPrefix()).all())
        .option("startingOffsets", startingOffsets)
        .option("failOnDataLoss", true)
        .option("maxOffsetsPerTrigger", trigger.maxRecords())
        .load();
  }

  private Map<String, String> sparkOptions() {
    Map<String, String> options = new HashMap<>();
    kafka.clientOptions().forEach((name, value) -> options.put("kafka." + name, value));
    return options;
  }

  /** A micro-batch's messages; what Spark itself would read of them is not read. */
  public Parts parts(Dataset<Row> batch) {
    List<OffsetRange> ranges = new ArrayList<>();
    for (Partition partition : batch.queryExecution().toRdd().partitions()) {
      ranges.add(range(partition));
    }
    SparkContext context = batch.sparkSession().sparkContext();
    return new Parts(
        context.isLocal() || OffsetRange.size(ranges) <= FEW
            ? here
            : new TaskReader(context, kafka.clientOptions(), decoder),
        ranges);
  }

  private static OffsetRange range(Partition partition) {
    if (partition instanceof DataSourceRDDPartition part
        && part.inputPartition().isDefined()
        && part.inputPartition().get() instanceof KafkaBatchInputPartition range) {
      KafkaOffsetRange offsets = range.offsetRange();
      return new OffsetRange(offsets.topicPartition(), offsets.fromOffset(), offsets.untilOffset());
    }
    throw new IllegalStateException("a micro-batch of " + partition.getClass() + " is not Kafka's");
  }

  /** What a message that was read before turns out to be now. */
  public Decoded decode(KafkaPosition at, RawMessage message) {
    return again.decode(at, message.key(), message.value(), Headers.of(message.headers()));
  }

  /** Read messages once more, for their bytes. */
  public Map<KafkaPosition, RawMessage> raw(Set<KafkaPosition> positions) {
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    Map<TopicPartition, Map<Long, KafkaPosition>> wanted = new HashMap<>();
    for (KafkaPosition at : positions) {
      TopicPartition partition = new TopicPartition(at.topic(), at.partition());
      ranges.merge(
          partition, new OffsetRange(partition, at.offset(), at.offset() + 1), OffsetRange::with);
      wanted.computeIfAbsent(partition, offsets -> new HashMap<>()).put(at.offset(), at);
    }
    Map<TopicPartition, Long> rooms = new HashMap<>();
    ranges.keySet().forEach(partition -> rooms.put(partition, Long.MAX_VALUE));
    Map<KafkaPosition, RawMessage> raw = new HashMap<>();
    try (RangeReader reader = new RangeReader(kafka.clientOptions(), PATIENCE)) {
      reader.read(
          ranges.values(),
          rooms,
          message -> {
            KafkaPosition at =
                wanted
                    .get(new TopicPartition(message.topic(), message.partition()))
                    .get(message.offset());
            if (at != null) {
              raw.put(at, new RawMessage(message.key(), message.value(), headers(message)));
            }
            return 0;
          });
    }
    return raw;
  }

  private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> message) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : message.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), header.value());
      }
    }
    return headers;
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

  @Override
  public void close() {
    here.close();
  }
}
