package io.tidemark.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The rows that the connector sent of one table with the key {@code id}, as Kafka has them. */
final class SentValues {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 64;

  private final Map<String, JsonNode> rows = new HashMap<>();
  private final String placeholder;

  private SentValues(String placeholder) {
    this.placeholder = placeholder;
  }

  /** All that a topic holds now. */
  static SentValues of(Stack stack, String topic) throws IOException {
    SentValues sent = new SentValues(stack.setting("TIDEMARK_UNAVAILABLE_VALUE"));
    Map<String, Object> options =
        Map.of("bootstrap.servers", stack.setting("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS"));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(options, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofSeconds(1))) {
          sent.add(message);
        }
      }
    }
    return sent;
  }

  private void add(ConsumerRecord<byte[], byte[]> message) throws IOException {
    if (message.value() != null) {
      JsonNode payload = JSON.readTree(message.value()).get("payload");
      JsonNode after = payload.get("after");
      if (after.isObject()) {
        rows.put(payload.get("op").textValue() + after.get("id").intValue(), after);
      }
    }
  }

  /** Whether the last change of this operation of a row has a column. */
  boolean has(String op, int id, String column) {
    return rows.get(op + id).has(column);
  }

  /** What the last change of this operation of a row has in a column, for a person. */
  String value(String op, int id, String column) {
    JsonNode value = rows.get(op + id).get(column);
    if (value == null) {
      return "not sent";
    }
    byte[] bytes = placeholder.getBytes(StandardCharsets.UTF_8);
    String codes =
        placeholder.chars().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    String text =
        value
            .toString()
            .replace(codes, "[⟨codes of the placeholder⟩]")
            .replace(placeholder, "⟨placeholder⟩")
            .replace(Base64.getEncoder().encodeToString(bytes), "⟨placeholder in base64⟩")
            .replace(UUID.nameUUIDFromBytes(bytes).toString(), "⟨UUID of the placeholder⟩")
            .replaceAll(";@[0-9a-f]+", ";@…");
    return shortened(text);
  }

  /** A text as the page shows it. */
  static String shortened(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN / 2) + "… (" + text.length() + " characters)";
  }
}
