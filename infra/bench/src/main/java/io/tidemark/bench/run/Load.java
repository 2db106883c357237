package io.tidemark.bench.run;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** What {@link Latency} does to the database of a stack. */
interface Load {
  /** Make tables and rows, before anything is measured. */
  void prepare(LocalStack stack) throws IOException, InterruptedException, SQLException;

  /** Change rows at a steady pace for so long. */
  void run(LocalStack stack, Duration length)
      throws IOException, InterruptedException, SQLException;
}
