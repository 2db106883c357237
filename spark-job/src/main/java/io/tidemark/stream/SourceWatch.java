package io.tidemark.stream;

import io.tidemark.config.PostgresConfig;
import io.tidemark.source.Lookout;
import io.tidemark.source.Postgres;
import io.tidemark.source.ServerFacts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the source for what breaks the chain of changes without a trace in it: a slot that is
 * gone or lost its WAL, a server that was restored or exchanged. A server that does not answer is
 * none of that.
 */
final class SourceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final int SECONDS_APART = 5;

  /** Seconds. A server that comes back is asked at once: its WAL may soon be as long as before. */
  private int untilNext;

  private final Optional<Lookout> lookout;

  /** Is told what the server says. */
  interface Listener {
    /**
     * The server answered.
     *
     * @param lsn the lake's, from before the server was asked: its WAL can't end before that
     */
    void answered(ServerFacts facts, long lsn);
  }

  /**
   * Watch until closed.
   *
   * @param lsn of the latest change that the lake holds
   */
  SourceWatch(Optional<PostgresConfig> postgres, LongSupplier lsn, Listener listener) {
    lookout =
        postgres.map(
            source -> Lookout.start("source-watch", EVERY, () -> tick(source, lsn, listener)));
  }

  private void tick(PostgresConfig postgres, LongSupplier lsn, Listener listener) {
    if (untilNext > 0) {
      untilNext--;
      return;
    }
    untilNext = SECONDS_APART - 1;
    if (!look(postgres, lsn, listener)) {
      untilNext = 0;
    }
  }

  /** Whether it answered. */
  private static boolean look(PostgresConfig postgres, LongSupplier lsn, Listener listener) {
    try {
      long before = lsn.getAsLong();
      listener.answered(ServerFacts.ask(postgres), before);
      return true;
    } catch (SQLException e) {
      LOG.debug("the source was not asked", e);
      return false;
    }
  }

  /**
   * Why the changes still to come can't make the lake right; empty if nothing speaks against it.
   *
   * @param known the server that the lake's changes are from; null if that is not known
   * @param lsn of the latest change that the lake holds
   */
  static Optional<String> broken(ServerFacts facts, String known, long lsn) {
    if (known != null && !known.equals(facts.server())) {
      return Optional.of(
          "PostgreSQL was restored, failed over or exchanged (system/timeline %s, before that %s):"
                  .formatted(facts.server(), known)
              + " its history may have parted from the one that the lake has, at LSN %s"
                  .formatted(Postgres.text(lsn)));
    }
    if (wentBack(facts, lsn)) {
      return Optional.of(
          "PostgreSQL stands at LSN %s and the lake at %s: it was restored to an earlier point"
              .formatted(Postgres.text(facts.lsn()), Postgres.text(lsn)));
    }
    if (facts.slot() == null) {
      return Optional.of(
          "the replication slot is gone, and with it the changes after LSN %s that the connector"
                  .formatted(Postgres.text(lsn))
              + " had not read");
    }
    if (facts.slot().equals("lost")) {
      return Optional.of(
          "the replication slot has lost the WAL that it needs, and with it changes after LSN %s"
              .formatted(Postgres.text(lsn)));
    }
    return Optional.empty();
  }

  /** Whether the server's WAL ends before the latest change that the lake holds. */
  static boolean wentBack(ServerFacts facts, long lsn) {
    return Long.compareUnsigned(facts.lsn(), lsn) < 0;
  }

  @Override
  public void close() {
    lookout.ifPresent(Lookout::close);
  }
}
