package io.tidemark.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.delta.LakeTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.transaction.Frontier;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of the lake's tables that hold every transaction up to an LSN whole, and nothing of a
 * later one. The newest is in the ledger's Delta metadata, so that it is found without a scan.
 *
 * @param frontier the end of the last of these transactions
 * @param versions by the names that {@link LedgerEntry#versions} has
 */
public record ConsistentPosition(Frontier.Point frontier, Map<String, Long> versions) {
  /** The domain of the ledger's Delta metadata that carries it. */
  static final String DOMAIN = "tidemark.consistent";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The newest position that a ledger knows; empty before the first. */
  public static Optional<ConsistentPosition> find(LakeTable ledger) {
    return ledger.domain(DOMAIN).map(ConsistentPosition::parse);
  }

  /** Why the last micro-batch of a ledger did not end at such a position; empty if it did. */
  public static Optional<String> obstacle(LakeTable ledger) {
    return ledger
        .domain(Frontier.DOMAIN)
        .flatMap(json -> Frontier.parse(Optional.of(json)).obstacle());
  }

  /**
   * The newest position that a ledger knows.
   *
   * @param ledger empty where no job ever ran
   * @throws TidemarkException DATA if there is none yet, with the reason
   */
  public static ConsistentPosition of(Optional<? extends LakeTable> ledger) {
    return ledger
        .flatMap(ConsistentPosition::find)
        .orElseThrow(
            () ->
                TidemarkException.data(
                    "There is no position yet at which the lake holds whole transactions only",
                    ledger
                        .flatMap(ConsistentPosition::obstacle)
                        .orElse("No micro-batch has ended yet"),
                    "Try again in a few seconds while the job runs, or query without"
                        + " --consistent"));
  }

  /** For the ledger's metadata. */
  String toJson() {
    ObjectNode node =
        JSON.createObjectNode()
            .put("lsn", frontier.lsn())
            .put("committed_at_ms", frontier.committedAtMs());
    ObjectNode tables = node.putObject("versions");
    versions.forEach(tables::put);
    return node.toString();
  }

  private static ConsistentPosition parse(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      Map<String, Long> versions = new HashMap<>();
      node.get("versions")
          .properties()
          .forEach(table -> versions.put(table.getKey(), table.getValue().longValue()));
      return new ConsistentPosition(
          new Frontier.Point(node.get("lsn").longValue(), node.get("committed_at_ms").longValue()),
          versions);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger's consistent position is no JSON: " + json, e);
    }
  }
}
