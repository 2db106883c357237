package io.tidemark.verify;

import io.tidemark.delta.KeyHash;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** How much of the machine a comparison takes. */
public enum Pace {
  /** Both sides are read at once, as fast as they come. */
  FULL(0),

  /**
   * One side after the other, with a rest after each piece of work that is three times as long: a
   * quarter of one core here, and no more of the database.
   */
  GENTLE(3);

  private static final int PIECE = 500;

  private final int rest;

  Pace(int rest) {
    this.rest = rest;
  }

  /** Read both sides. */
  void both(Runnable source, Runnable mirror) {
    if (this == GENTLE) {
      source.run();
      mirror.run();
      return;
    }
    CompletableFuture<Void> beside = CompletableFuture.runAsync(source);
    try {
      mirror.run();
    } finally {
      beside.exceptionally(failure -> null).join();
    }
    try {
      beside.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Rows at this pace; the thread being interrupted ends them. */
  Sides.RowVisitor paced(Sides.RowVisitor visitor) {
    return new Sides.RowVisitor() {
      private long began = System.nanoTime();
      private int rows;

      @Override
      public void row(KeyHash key, List<String> texts) {
        visitor.row(key, texts);
        if (++rows % PIECE == 0) {
          rest(System.nanoTime() - began);
          began = System.nanoTime();
        }
      }
    };
  }

  private void rest(long workedNs) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CannotTellException("it was stopped");
    }
    try {
      TimeUnit.NANOSECONDS.sleep(rest * workedNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotTellException("it was stopped");
    }
  }
}
