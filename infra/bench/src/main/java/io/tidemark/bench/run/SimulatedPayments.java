package io.tidemark.bench.run;

import java.io.IOException;
import java.time.Duration;

/**
 * {@code seed} and {@code simulate}: changed rows over four tables.
 *
 * @param rate rows a second
 */
record SimulatedPayments(int rate) implements Load {
  @Override
  public void prepare(LocalStack stack) throws IOException, InterruptedException {
    stack.run("seed", "--rows", "20000");
  }

  @Override
  public void run(LocalStack stack, Duration length) throws IOException, InterruptedException {
    stack.run("simulate", "--rate", "" + rate, "--for", length.toSeconds() + "s", "--json");
  }
}
