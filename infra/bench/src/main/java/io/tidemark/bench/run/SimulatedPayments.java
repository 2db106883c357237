package io.tidemark.bench.run;

import java.io.IOException;
import java.time.Duration;

/** {@code seed} and {@code simulate}: 1,000 changed rows a second over four tables. */
final class SimulatedPayments implements Load {
  @Override
  public void prepare(LocalStack stack) throws IOException, InterruptedException {
    stack.run("seed", "--rows", "20000");
  }

  @Override
  public void run(LocalStack stack, Duration length) throws IOException, InterruptedException {
    stack.run("simulate", "--rate", "1000", "--for", length.toSeconds() + "s", "--json");
  }
}
