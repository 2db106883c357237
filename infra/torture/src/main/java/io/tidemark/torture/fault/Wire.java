package io.tidemark.torture.fault;

import io.tidemark.torture.system.CouldNotTell;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.Map;

/**
 * The connector's way to the database, led through a {@link Proxy}. Each {@code up} gives the
 * connector its own settings again, so it has to be laid anew after each.
 */
public final class Wire implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Proxy proxy;
  private final Connector connector;

  /**
   * A wire that is not laid.
   *
   * @param settings the home's addresses
   */
  public Wire(Map<String, String> settings) {
    proxy = new Proxy(Integer.parseInt(settings.get("TIDEMARK_POSTGRES_PORT")));
    connector = new Connector(settings);
  }

  Proxy proxy() {
    return proxy;
  }

  /** Lead the connector through the proxy, and wait until it comes that way. */
  public void lay() {
    long before = proxy.bytes();
    String port = Integer.toString(proxy.port());
    boolean laid =
        Waiting.until(PATIENCE, () -> connector.set("database.port", port))
            && Waiting.until(PATIENCE, () -> proxy.bytes() > before);
    if (!laid) {
      throw new CouldNotTell("the connector does not come through the proxy");
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
