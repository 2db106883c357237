package io.tidemark.alert;

import io.tidemark.config.AlertRule.Severity;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One thing worth telling.
 *
 * @param id 16 hexadecimal digits that follow from the rule and the event that raised it, so that a
 *     replay gives the same one
 * @param rule name of the rule
 * @param title one line
 * @param text what more there is to say; never a whole row
 * @param table null where the alert is of no table
 * @param raisedAtMicros commit time of the event in microseconds since the epoch, the source
 *     database's clock; of a refused event Kafka's timestamp; of a failure this machine's clock
 * @param at the event that raised it; null for a failure
 */
public record Alert(
    String id,
    String rule,
    Severity severity,
    String title,
    String text,
    TableId table,
    long raisedAtMicros,
    KafkaPosition at)
    implements Serializable {

  /** The id for a rule and what raised it. */
  static String id(String... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The id for a rule and the event that raised it. */
  static String id(String rule, KafkaPosition at) {
    return id(rule, at.topic(), Integer.toString(at.partition()), Long.toString(at.offset()));
  }
}
