package io.tidemark.stream;

import io.tidemark.alert.Alert;
import io.tidemark.alert.AlertOutbox;
import io.tidemark.alert.AlertRules;
import io.tidemark.alert.AlertSender;
import io.tidemark.alert.Delivery;
import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.progress.Progress;
import io.tidemark.source.KafkaSource;
import io.tidemark.source.RawMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** A lake and its micro-batches as a start of the job has them, without Kafka, Spark and Slack. */
final class LakeUnderTest implements AutoCloseable {
  private static final String CONFIG =
      """
      pipeline: failpoints
      source:
        kafka:
          bootstrap-servers: 127.0.0.1:1
          topic-prefix: tidemark
      lake:
        path: %s
      tables:
        include: ["*.*"]
      aggregates:
        by_bucket:
          sql: select bucket, count(*) as n, sum(amount) as total from orders group by bucket
      alerts:
        rules:
          large:
            table: public.orders
            operations: [create, update]
            when: {column: amount, above: 1000}
          refused:
            on: quarantine
          failed:
            on: failure
      """;

  /** One for all lakes: its own outbox is empty, and it would write at moments of its own. */
  private static final AlertSender SENDER =
      AlertSender.start("failpoints", config(Path.of("/")).alerts(), new NoOutbox());

  private final Workers workers = new Workers();
  private final Lake lake;
  private final MicroBatch microBatch;

  private LakeUnderTest(PipelineConfig config) {
    lake = new Lake(new Configuration(), config);
    KafkaSource source = new MadeUpSource(config);
    AlertRules rules = new AlertRules(config.alerts().rules());
    microBatch =
        new MicroBatch(config, source, lake, workers, new MicroBatch.Alerting(rules, SENDER));
    lake.alignAggregates(microBatch.nowMicros());
    microBatch.raiseStale();
  }

  private static PipelineConfig config(Path lake) {
    return config(CONFIG.formatted(lake));
  }

  private static PipelineConfig config(String yaml) {
    return ConfigFile.parse(yaml, "test", Map.of());
  }

  static LakeUnderTest open(Path folder) {
    return new LakeUnderTest(config(folder));
  }

  /** With a configuration of its own. */
  static LakeUnderTest open(String yaml) {
    return new LakeUnderTest(config(yaml));
  }

  /** Apply what the lake's ledger does not hold, as Spark reads from there. */
  void apply(List<Decoded> messages) {
    Progress held = lake.ledger.progress();
    List<Decoded> left =
        messages.stream()
            .filter(m -> m.at().offset() >= held.next(m.at().topic(), m.at().partition()))
            .toList();
    if (!left.isEmpty()) {
      microBatch.apply(left, entry -> {});
    }
  }

  @Override
  public void close() {
    workers.close();
  }

  /** Gives the bytes of what can't be decoded, which is all that is read a second time. */
  private static final class MadeUpSource extends KafkaSource {
    MadeUpSource(PipelineConfig config) {
      super(config.source().kafka(), DecoderSettings.of("?"));
    }

    @Override
    public Map<String, Map<Integer, Long>> ends() {
      return Map.of();
    }

    @Override
    public Map<KafkaPosition, RawMessage> raw(Set<KafkaPosition> positions) {
      Map<KafkaPosition, RawMessage> raw = new HashMap<>();
      positions.forEach(at -> raw.put(at, new RawMessage(null, new byte[] {'{'}, Map.of())));
      return raw;
    }
  }

  private static final class NoOutbox implements AlertOutbox {
    @Override
    public List<Alert> append(List<Alert> alerts) {
      return List.of();
    }

    @Override
    public List<Alert> pending(Instant refusedBefore, int limit) {
      return List.of();
    }

    @Override
    public void record(List<Delivery> deliveries) {}

    @Override
    public Map<String, Instant> lastSent() {
      return Map.of();
    }
  }
}
