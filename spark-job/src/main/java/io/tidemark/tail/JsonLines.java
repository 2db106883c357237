package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One JSON object a line, for programs: {@code time, schema, table, op, key, other_key, changes,
 * old_values_from, app_user, db_user, lsn, commit_lsn, tx_id, topic, partition, offset}. In {@code
 * changes} a column has {@code old} where it is known and {@code new} where there is one.
 */
final class JsonLines implements LineFormat {
  @Override
  public String line(Change change) {
    ChangeEvent event = change.event();
    ObjectNode line = Rows.JSON.createObjectNode();
    line.put("time", Instant.EPOCH.plus(event.commitMicros(), ChronoUnit.MICROS).toString());
    if (event.table() != null) {
      line.put("schema", event.table().schema()).put("table", event.table().table());
    }
    line.put("op", event.op().name().toLowerCase(Locale.ROOT));
    if (event.message() != null) {
      line.put("prefix", event.message().prefix());
      line.put("content", new String(event.message().content(), StandardCharsets.UTF_8));
    }
    set(line, "key", change.key());
    set(line, "other_key", change.otherKey());
    if (event.schema() != null) {
      ObjectNode changes = line.putObject("changes");
      for (FieldChange field : change.fields()) {
        ObjectNode values = changes.putObject(field.column());
        set(values, "old", field.before());
        set(values, "new", field.after());
      }
      line.put("old_values_from", change.origin().name().toLowerCase(Locale.ROOT));
    }
    put(line, "app_user", change.who().appUser());
    put(line, "db_user", change.who().dbUser());
    line.put("lsn", Long.toUnsignedString(event.position().lsn()));
    line.put("commit_lsn", Long.toUnsignedString(event.position().commitLsn()));
    if (event.txId() != null) {
      line.put("tx_id", event.txId());
    }
    return place(line, event.at()).toString();
  }

  @Override
  public String line(Refusal refusal) {
    ObjectNode line = Rows.JSON.createObjectNode().put("refused", refusal.reason());
    return place(line, refusal.at()).toString();
  }

  private static ObjectNode place(ObjectNode line, KafkaPosition at) {
    return line.put("topic", at.topic())
        .put("partition", at.partition())
        .put("offset", at.offset());
  }

  private static void set(ObjectNode line, String name, JsonNode value) {
    if (value != null) {
      line.set(name, value);
    }
  }

  private static void put(ObjectNode line, String name, String value) {
    if (value != null) {
      line.put(name, value);
    }
  }
}
