package io.tidemark.stack.home;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * What one home has chosen for good, kept in {@code settings.json}.
 *
 * @param postgresPassword of the owner role {@code tidemark}
 * @param debeziumPassword of the connector's role
 * @param kafkaClusterId 22 characters of base64
 * @param unavailableValue stands in change events for large columns that did not change
 */
public record Settings(
    Ports ports,
    String postgresPassword,
    String debeziumPassword,
    String kafkaClusterId,
    String unavailableValue) {
  /** The owner role of the local database, a superuser of it, and the database's name. */
  public static final String DATABASE = "tidemark";

  public static final String OWNER = "tidemark";
  public static final String DEBEZIUM_ROLE = "debezium";
  public static final String CONNECTOR = "tidemark";
  public static final String SLOT = "tidemark";
  public static final String TOPIC_PREFIX = "tidemark";
  public static final String HOST = "127.0.0.1";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /** New secrets and names; the usual ports. */
  public static Settings fresh() {
    return new Settings(
        Ports.USUAL, secret(24), secret(24), clusterId(), "__unavailable_" + secret(20) + "__");
  }

  public static Settings load(Home home) {
    try {
      return JSON.readValue(Files.readString(home.settings()), Settings.class);
    } catch (IOException e) {
      throw StackFailure.of(
          "The settings of the home '" + home.root() + "' can't be read",
          e.getMessage(),
          "put " + home.settings() + " right, or forget the home's data: './tidemark down --wipe'",
          e);
    }
  }

  public void save(Home home) {
    try {
      FileTree.write(home.settings(), JSON.writeValueAsString(this) + "\n", "rw-------");
    } catch (IOException e) {
      throw StackFailure.of(
          "The settings could not be written to " + home.settings(),
          e.toString(),
          "see that the folder may be written to and the disk is not full",
          e);
    }
  }

  public Settings withPorts(Ports others) {
    return new Settings(
        others, postgresPassword, debeziumPassword, kafkaClusterId, unavailableValue);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://" + HOST + ":" + ports.postgres() + "/" + DATABASE;
  }

  public String bootstrapServers() {
    return HOST + ":" + ports.kafka();
  }

  public String connectUrl() {
    return "http://" + HOST + ":" + ports.connect();
  }

  private static String secret(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private static String clusterId() {
    UUID id = UUID.randomUUID();
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    // Kafka's own tools would take a leading dash for an option.
    return text.startsWith("-") ? clusterId() : text;
  }
}
