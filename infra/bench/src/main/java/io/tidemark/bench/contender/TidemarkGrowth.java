package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.topic.GrowingTopic;
import io.tidemark.config.PipelineConfig;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.stream.Job;
import io.tidemark.stream.RunCommand;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Tidemark's part of {@link GrowthTrial}; the table is loaded through Kafka. */
public final class TidemarkGrowth implements GrowthTrial {
  private final Job job;
  private long changes;
  private long micros;

  private TidemarkGrowth(Assignment assignment) {
    PipelineConfig config = TidemarkContender.config(assignment);
    job = new Job(RunCommand.session(config), config, this::applied);
  }

  public static void main(String[] arguments) {
    Assignment assignment = Assignment.parse(arguments);
    GrowthTrial.main(assignment, new TidemarkGrowth(assignment));
  }

  private void applied(LedgerEntry entry) {
    changes += entry.changes();
    micros += entry.committedAtMicros() - entry.startedAtMicros();
  }

  /** A small table's load compiles little. */
  @Override
  public int warmUps() {
    return 15;
  }

  @Override
  public void load(GrowingTopic topic) throws StreamingQueryException {
    topic.load();
    job.run(true);
  }

  @Override
  public long apply() throws StreamingQueryException {
    changes = 0;
    micros = 0;
    job.run(true);
    if (changes != CHANGES) {
      throw new IllegalStateException("%d changes applied, not %d".formatted(changes, CHANGES));
    }
    return micros;
  }
}
