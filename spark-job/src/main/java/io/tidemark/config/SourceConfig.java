package io.tidemark.config;

import io.tidemark.error.TidemarkException;
import java.util.Optional;

/**
 * Where the changes come from.
 *
 * @param postgres the source database; the job itself never asks it
 * @param connect the Kafka Connect worker; its failed tasks are restarted where it is named
 * @param unavailableValue the connector's {@code unavailable.value.placeholder}
 */
public record SourceConfig(
    KafkaConfig kafka,
    Optional<PostgresConfig> postgres,
    Optional<ConnectConfig> connect,
    String unavailableValue) {

  /**
   * The source database, for a command that cannot do without.
   *
   * @throws TidemarkException CONFIG if it is not configured
   */
  public PostgresConfig requirePostgres() {
    return postgres.orElseThrow(
        () ->
            TidemarkException.config(
                "\"source.postgres\" is not configured",
                "This command asks the source database",
                "Give it jdbc-url, user and password"));
  }
}
