package io.tidemark.config;

import io.tidemark.config.yaml.Section;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@code source}. */
final class SourceSection {
  private SourceSection() {}

  static SourceConfig read(Section source) {
    SourceConfig config =
        new SourceConfig(
            kafka(source.section("kafka")),
            source.optional("postgres").map(SourceSection::postgres),
            source.optional("connect").map(SourceSection::connect),
            source.text("unavailable-value", "__debezium_unavailable_value"));
    source.end();
    return config;
  }

  private static KafkaConfig kafka(Section kafka) {
    Map<String, String> open = new TreeMap<>();
    Map<String, Secret> secret = new TreeMap<>();
    String servers = kafka.required("bootstrap-servers", SourceSection::servers, "");
    String prefix = kafka.text("topic-prefix");
    kafka.optional("options").ifPresent(options -> KafkaOptions.read(options, open, secret));
    kafka.end();
    return new KafkaConfig(servers, prefix, open, secret);
  }

  private static PostgresConfig postgres(Section postgres) {
    if (postgres.value("jdbc-url", text -> text).orElse("").contains("password=")) {
      postgres.fault("jdbc-url", "holds a password, which logs would show. Give it as password.");
    }
    PostgresConfig config =
        new PostgresConfig(
            postgres.required("jdbc-url", SourceSection::jdbcUrl, ""),
            postgres.text("user"),
            postgres.secret("password").map(Secret::new),
            postgres.text("slot", "tidemark"),
            postgres.text("publication", "tidemark"));
    postgres.end();
    return config;
  }

  private static ConnectConfig connect(Section connect) {
    ConnectConfig config =
        new ConnectConfig(connect.required("url", Addresses::http, ""), connect.text("connector"));
    connect.end();
    return config;
  }

  private static String servers(String text) {
    for (String server : text.split(",", -1)) {
      if (!server.strip().matches("(\\S+|\\[\\S+\\]):[0-9]{1,5}")) {
        throw new IllegalArgumentException(
            "is no list of servers. Write host:port, several joined by commas.");
      }
    }
    return text;
  }

  private static String jdbcUrl(String text) {
    if (!text.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "is no JDBC address of PostgreSQL. Write jdbc:postgresql://host:port/database.");
    }
    return text;
  }
}
