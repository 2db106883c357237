package io.tidemark.quarantine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.TableId;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What somebody asks the job to do with the quarantine, as a logical message in the source's WAL
 * ({@code pg_logical_emit_message}): so it waits in Kafka if no job runs, and has one place there,
 * by which every table can tell whether it has done it.
 *
 * @param id tells requests apart
 * @param tables which ones' events; none for all, also those of which the table is not known
 * @param at a single refused event, as {@link Quarantined#place} has it; empty for all of the
 *     tables
 */
public record QuarantineRequest(
    String id, Action action, Set<TableId> tables, Optional<String> at) {
  /** Of its logical messages. */
  public static final String PREFIX = "tidemark.quarantine";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What to do. */
  public enum Action {
    /** Try the events once more, in their order. */
    RETRY,
    /** Give the refused ones up, and apply those that wait behind them. */
    DISCARD
  }

  public QuarantineRequest {
    tables = Set.copyOf(tables);
  }

  /**
   * Whether it is about an event. An event that waits may wait for any refused one of its table.
   */
  public boolean isAbout(Quarantined event, Optional<TableId> tableOfPlace) {
    if (at.isPresent()) {
      return Quarantined.place(event.at()).equals(at.get())
          || (event.state() != State.REFUSED
              && tableOfPlace.isPresent()
              && tableOfPlace.get().equals(event.table()));
    }
    return tables.isEmpty() || (event.table() != null && tables.contains(event.table()));
  }

  /** The message's content: JSON. */
  public String content() {
    ObjectNode node =
        JSON.createObjectNode().put("id", id).put("action", action.name().toLowerCase(Locale.ROOT));
    ArrayNode names = node.putArray("tables");
    new TreeSet<>(tables)
        .forEach(t -> names.addObject().put("schema", t.schema()).put("table", t.table()));
    at.ifPresent(place -> node.put("at", place));
    return node.toString();
  }

  /** What a change says as such a message; empty if it is another change. */
  public static Optional<QuarantineRequest> of(ChangeEvent change) {
    if (change.op() != Operation.MESSAGE || !change.message().prefix().equals(PREFIX)) {
      return Optional.empty();
    }
    try {
      JsonNode content = JSON.readTree(change.message().content());
      Set<TableId> tables = new TreeSet<>();
      for (JsonNode table : content.path("tables")) {
        tables.add(new TableId(table.path("schema").asText(), table.path("table").asText()));
      }
      Action action = Action.valueOf(content.path("action").asText().toUpperCase(Locale.ROOT));
      Optional<String> at = Optional.ofNullable(content.path("at").textValue());
      return Optional.of(new QuarantineRequest(content.path("id").asText(), action, tables, at));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // Somebody else's; the change log has it.
    }
  }
}
