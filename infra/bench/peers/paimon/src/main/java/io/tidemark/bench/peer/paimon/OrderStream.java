package io.tidemark.bench.peer.paimon;

import io.tidemark.bench.contract.Assignment;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;

/** The recorded topic from its beginning to where it ends now, as a changelog with upserts. */
final class OrderStream {
  private OrderStream() {}

  static DataStream<RowData> of(StreamExecutionEnvironment environment, Assignment assignment) {
    KafkaSource<RowData> source =
        KafkaSource.<RowData>builder()
            .setBootstrapServers(assignment.bootstrap())
            .setTopics(assignment.topic())
            .setGroupId("tidemark-bench-paimon")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setBounded(OffsetsInitializer.latest())
            .setValueOnlyDeserializer(new OrderRows())
            .build();
    return environment.fromSource(source, WatermarkStrategy.noWatermarks(), "changes");
  }
}
