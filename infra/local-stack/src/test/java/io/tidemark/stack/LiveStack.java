package io.tidemark.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The database and the topics of a stack that is up, looked at from outside. */
record LiveStack(Settings settings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static LiveStack of(Launcher launcher) {
    return new LiveStack(Settings.load(new Home(launcher.home())));
  }

  /** Run statements as the owner; the first column of the last one's first row, or null. */
  String sql(String... statements) {
    return run(Settings.OWNER, settings.postgresPassword(), statements);
  }

  /** The same as the connector's role. */
  String sqlAsDebezium(String... statements) {
    return run(Settings.DEBEZIUM_ROLE, settings.debeziumPassword(), statements);
  }

  private String run(String user, String password, String... statements) {
    Properties login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    try (Connection connection = DriverManager.getConnection(settings.jdbcUrl(), login);
        Statement statement = connection.createStatement()) {
      String answer = null;
      for (String text : statements) {
        if (statement.execute(text)) {
          ResultSet rows = statement.getResultSet();
          answer = rows.next() ? rows.getString(1) : null;
        }
      }
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** All change events of a table's topic, key and envelope without their schemas. */
  List<Event> events(String table) {
    return records(Settings.TOPIC_PREFIX + "." + table).stream()
        .filter(record -> record.value() != null)
        .map(record -> new Event(payload(record.key()), payload(record.value())))
        .toList();
  }

  /**
   * A change event.
   *
   * @param key null where the message has none
   */
  record Event(JsonNode key, JsonNode envelope) {
    String op() {
      return envelope.path("op").asText();
    }

    JsonNode after(String column) {
      return envelope.path("after").path(column);
    }
  }

  /** All messages of the transaction topic, without their schemas. */
  List<JsonNode> boundaries() {
    return records(Settings.TOPIC_PREFIX + ".transaction").stream()
        .map(record -> payload(record.value()))
        .toList();
  }

  /** All messages of a topic from its begin to its present end; none where there is no topic. */
  List<ConsumerRecord<String, String>> records(String topic) {
    List<ConsumerRecord<String, String>> all = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer()) {
      List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
      List<TopicPartition> assigned =
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      Map<TopicPartition, Long> end = consumer.endOffsets(assigned);
      while (assigned.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  Map<String, List<PartitionInfo>> topics() {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      return consumer.listTopics();
    }
  }

  private KafkaConsumer<String, String> consumer() {
    Map<String, Object> config =
        Map.of("bootstrap.servers", settings.bootstrapServers(), "default.api.timeout.ms", 10_000);
    return new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
  }

  private static JsonNode payload(String message) {
    try {
      return message == null ? null : JSON.readTree(message).path("payload");
    } catch (IOException e) {
      throw new IllegalStateException(message, e);
    }
  }
}
