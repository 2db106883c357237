package io.tidemark.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Kafka Connect worker says of a connector.
 *
 * @param names all connectors of the worker
 * @param connector empty if the worker does not know it
 */
record ConnectFacts(List<String> names, Optional<Connector> connector) {
  /**
   * A connector.
   *
   * @param state such as RUNNING, PAUSED, STOPPED or FAILED
   * @param settings as configured; values such as <code>${env:NAME}</code> are not resolved
   */
  record Connector(String state, List<Task> tasks, Map<String, String> settings) {}

  /**
   * A task of a connector.
   *
   * @param trace why it failed; empty if it did not
   */
  record Task(String state, String trace) {}

  /** The connector's settings; none if there is no connector. */
  Map<String, String> settings() {
    return connector.map(Connector::settings).orElse(Map.of());
  }
}
