package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.RowSchema;
import io.tidemark.source.pack.ChunkReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.execution.SQLExecution;

/** Reads in Spark's tasks, which pack the messages for the driver. */
public final class TaskReader implements BatchReader {
  private final SparkContext context;
  private final Map<String, String> options;
  private final DecoderSettings decoder;
  private final Map<RowSchema, RowSchema> schemas = new HashMap<>();

  /**
   * Run tasks when there is something to read.
   *
   * @param options of Kafka's client
   */
  public TaskReader(SparkContext context, Map<String, String> options, DecoderSettings decoder) {
    this.context = context;
    this.options = options;
    this.decoder = decoder;
  }

  @Override
  public boolean read(
      Collection<OffsetRange> ranges, Map<TopicPartition, Long> rooms, Consumer<Decoded> visitor) {
    boolean all = true;
    List<List<OffsetRange>> shares = OffsetRange.among(context.defaultParallelism(), ranges);
    for (byte[] chunk : collect(shares, new DecodeTask(options, decoder, rooms))) {
      all &= chunk.length > 0;
      new ChunkReader(chunk, schemas).messages().forEach(visitor);
    }
    return all;
  }

  /**
   * Spark keeps the results of a query's jobs until the query ends, and takes a whole micro-batch
   * for one query; so its jobs are of none.
   */
  private List<byte[]> collect(List<List<OffsetRange>> shares, DecodeTask task) {
    String query = context.getLocalProperty(SQLExecution.EXECUTION_ID_KEY());
    context.setLocalProperty(SQLExecution.EXECUTION_ID_KEY(), null);
    try {
      return JavaSparkContext.fromSparkContext(context)
          .parallelize(shares, shares.size())
          .mapPartitions(task)
          .collect();
    } finally {
      context.setLocalProperty(SQLExecution.EXECUTION_ID_KEY(), query);
    }
  }
}
