package io.tidemark.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.TableId;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * What a repair tells the job of a table, as a logical message in the source's WAL ({@code
 * pg_logical_emit_message}): so it has an LSN, and comes behind all changes before it.
 *
 * @param state what the table is at that LSN
 * @param lsn at which a comparison found it so; 0 for none
 * @param quarantinedMicros when the newest of those of its events came into the quarantine that
 *     were there before it was looked at, by the job's clock; 0 for none
 */
public record RepairMessage(TableId table, State state, long lsn, long quarantinedMicros) {
  /** Of its logical messages. */
  public static final String PREFIX = "tidemark.repair";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is known of a table. */
  public enum State {
    /** It has no rows, so that a snapshot has nothing to send. */
    EMPTY,
    /** Its mirror equals it. */
    EQUAL
  }

  /** A table has no rows. */
  static RepairMessage empty(TableId table) {
    return new RepairMessage(table, State.EMPTY, 0, 0);
  }

  /** The message's content: JSON. */
  public String content() {
    return JSON.createObjectNode()
        .put("schema", table.schema())
        .put("table", table.table())
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("lsn", lsn)
        .put("quarantined_us", quarantinedMicros)
        .toString();
  }

  /** What a change says as such a message; empty if it is another change. */
  public static Optional<RepairMessage> of(ChangeEvent change) {
    if (change.op() != Operation.MESSAGE || !change.message().prefix().equals(PREFIX)) {
      return Optional.empty();
    }
    try {
      JsonNode content = JSON.readTree(change.message().content());
      TableId table = new TableId(content.path("schema").asText(), content.path("table").asText());
      String state = content.path("state").asText().toUpperCase(Locale.ROOT);
      return Optional.of(
          new RepairMessage(
              table,
              State.valueOf(state),
              content.path("lsn").asLong(),
              content.path("quarantined_us").asLong()));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // Somebody else's; the change log has it.
    }
  }

  /** What a change does to a mirror: that a table is empty is as if it were truncated then. */
  public static ChangeEvent asChange(ChangeEvent change) {
    Optional<RepairMessage> empty = of(change).filter(message -> message.state() == State.EMPTY);
    return empty.isEmpty()
        ? change
        : new ChangeEvent(
            change.at(),
            empty.get().table(),
            Operation.TRUNCATE,
            null,
            null,
            null,
            null,
            change.position(),
            change.commitMicros(),
            change.txId(),
            false,
            null,
            null);
  }
}
