package io.tidemark.config;

import io.tidemark.config.yaml.Closest;
import io.tidemark.config.yaml.Section;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Reads {@code source.kafka.options}: options of Kafka's own client, by Kafka's own names. */
final class KafkaOptions {
  private static final String OFFSETS =
      "is set by the job itself, which keeps its positions in the tables. Remove it.";
  private static final Map<String, String> REFUSED =
      Map.of(
          "bootstrap.servers", "stands above as bootstrap-servers. Remove it here.",
          "group.id", OFFSETS,
          "auto.offset.reset", OFFSETS,
          "enable.auto.commit", OFFSETS,
          "isolation.level", "is set by the job itself. Remove it.",
          "key.deserializer", "is set by the job itself, which reads bytes. Remove it.",
          "value.deserializer", "is set by the job itself, which reads bytes. Remove it.",
          "interceptor.classes", "could change events on their way. Remove it.");
  private static final Set<String> SECRET =
      Set.of("sasl.jaas.config", "ssl.keystore.key", "ssl.key.password", "ssl.keystore.password");

  private KafkaOptions() {}

  /** Read all options, those that hold a secret apart. */
  static void read(Section options, Map<String, String> open, Map<String, Secret> secret) {
    Set<String> known = ConsumerConfig.configNames();
    for (String name : options.keys()) {
      if (REFUSED.containsKey(name)) {
        options.fault(name, "\"" + name + "\" " + REFUSED.get(name));
      } else if (!known.contains(name)) {
        options.fault(
            name,
            "\"" + name + "\" is no option of Kafka's client." + Closest.question(name, known));
      } else if (isSecret(name)) {
        options.secret(name).ifPresent(value -> secret.put(name, new Secret(value)));
      } else {
        open.put(name, options.text(name));
      }
    }
  }

  private static boolean isSecret(String name) {
    return SECRET.contains(name) || name.endsWith("password") || name.endsWith("secret");
  }
}
