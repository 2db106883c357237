package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.config.PipelineConfig;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.stream.Job;
import io.tidemark.stream.RunCommand;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Tidemark's part of {@link GrowthTrial}, on the lake that {@link TidemarkLoad} has left. */
public final class TidemarkGrowth implements GrowthTrial {
  private static final BatchCost NOTHING = new BatchCost(0, 0);

  private final CpuClock cpu = CpuClock.start();
  private final Job job;
  private long changes;
  private BatchCost cost;

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
    long began = entry.startedAtMicros();
    long ended = entry.committedAtMicros();
    cost = cost.and(new BatchCost(ended - began, cpu.nanosBetween(began, ended)));
  }

  @Override
  public void load() {
    // TidemarkLoad did; the first batch has the index built.
  }

  @Override
  public BatchCost apply() throws StreamingQueryException {
    changes = 0;
    cost = NOTHING;
    job.run(true);
    if (changes != CHANGES) {
      throw new IllegalStateException("%d changes applied, not %d".formatted(changes, CHANGES));
    }
    return cost;
  }
}
