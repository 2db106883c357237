package io.tidemark.repair;

import io.tidemark.config.ConnectConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Lookout;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restarts what failed of the connector. Kafka Connect leaves a task that failed alone for good,
 * also where the reason has long passed: a database that went away while the task started. Somebody
 * who wants it to rest stops or pauses it. On a daemon thread of its own.
 */
public final class ConnectorWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectorWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Connector connector;
  private final Restarts restarts = new Restarts();
  private final Consumer<String> listener;

  private final Lookout lookout;

  private ConnectorWatch(ConnectConfig config, Consumer<String> listener) {
    connector = new Connector(config);
    this.listener = listener;
    lookout = Lookout.start("connector-watch", EVERY, this::look);
  }

  /**
   * Watch until closed; empty where Kafka Connect can't be asked.
   *
   * @param listener is told, once, why a connector does not stay up
   */
  public static Optional<ConnectorWatch> start(
      Optional<ConnectConfig> config, Consumer<String> listener) {
    return config.map(connectConfig -> new ConnectorWatch(connectConfig, listener));
  }

  private void look() {
    try {
      Optional<String> failure = connector.failure();
      Restarts.Step step = restarts.next(failure.isPresent(), System.nanoTime());
      if (step == Restarts.Step.LEAVE) {
        return;
      }
      String reason = reason(failure.orElseThrow());
      if (step == Restarts.Step.RESTART_AND_TELL) {
        listener.accept(reason); // first, as the restart may fail too, and this comes once
      }
      LOG.warn("The connector failed and is restarted: {}", reason);
      connector.restartFailed();
    } catch (TidemarkException e) {
      LOG.debug("the connector was not asked", e);
    }
  }

  /** The innermost cause of a stack trace, without its frames. */
  static String reason(String trace) {
    return trace
        .lines()
        .filter(line -> line.startsWith("Caused by: "))
        .reduce((outer, inner) -> inner)
        .map(line -> line.substring("Caused by: ".length()))
        .or(() -> trace.lines().findFirst())
        .orElse("it does not say why");
  }

  @Override
  public void close() {
    lookout.close();
  }
}
