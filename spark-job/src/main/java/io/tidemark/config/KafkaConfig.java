package io.tidemark.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the change events are read.
 *
 * @param bootstrapServers {@code host:port}, several joined by commas
 * @param topicPrefix the connector's {@code topic.prefix}
 * @param options further options of the Kafka client, those apart that hold a secret
 * @param secretOptions options of the Kafka client that hold a secret
 */
public record KafkaConfig(
    String bootstrapServers,
    String topicPrefix,
    Map<String, String> options,
    Map<String, Secret> secretOptions) {
  public KafkaConfig {
    options = Map.copyOf(options);
    secretOptions = Map.copyOf(secretOptions);
  }

  /**
   * All that a Kafka client needs to connect, {@code bootstrap.servers} included. Secrets in clear:
   * hand it to a client, print it nowhere.
   */
  public Map<String, String> clientOptions() {
    Map<String, String> all = new LinkedHashMap<>(options);
    secretOptions.forEach((name, secret) -> all.put(name, secret.value()));
    all.put("bootstrap.servers", bootstrapServers);
    return all;
  }

  /** The text with every occurrence of a secret option masked. */
  public String scrub(String text) {
    String scrubbed = text;
    for (Secret secret : secretOptions.values()) {
      scrubbed = secret.scrub(scrubbed);
    }
    return scrubbed;
  }
}
