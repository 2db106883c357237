package io.tidemark.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far a table holds its topics. It decides for every message whether it is new, held already or
 * sent twice, from nothing but the messages before it: so the verdict is the same in any replay and
 * any cut into micro-batches. Mutable; not thread-safe.
 */
public final class Progress {
  /** The domain of a table's Delta metadata that carries it. */
  public static final String DOMAIN = "tidemark.progress";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<Integer, PartitionProgress>> topics = new TreeMap<>();

  /** From a table's metadata; empty for a table that holds nothing yet. */
  public static Progress parse(Optional<String> json) {
    Progress progress = new Progress();
    json.ifPresent(progress::read);
    return progress;
  }

  /** One that goes its own way from here. */
  public Progress copy() {
    Progress copy = new Progress();
    topics.forEach((topic, partitions) -> copy.topics.put(topic, new TreeMap<>(partitions)));
    return copy;
  }

  /** Topics with their partitions. */
  public Map<String, Map<Integer, PartitionProgress>> topics() {
    return Collections.unmodifiableMap(topics);
  }

  /** Offset of the first message of a partition that is not held. */
  public long next(String topic, int partition) {
    PartitionProgress progress = topics.getOrDefault(topic, Map.of()).get(partition);
    return progress == null ? 0 : progress.next();
  }

  /** Whether this one holds every message that the other one holds. */
  public boolean covers(Progress other) {
    return other.topics.entrySet().stream()
        .allMatch(
            topic ->
                topic.getValue().entrySet().stream()
                    .allMatch(p -> next(topic.getKey(), p.getKey()) >= p.getValue().next()));
  }

  /**
   * Take a message in: what it is, and from now on it is held. Messages of a partition come in the
   * order of their offsets.
   *
   * <p>A change is a duplicate if it lies before the furthest source position of its partition, or
   * at it and was seen there: one connector gives its changes in the order of (last commit, LSN,
   * number in the transaction), also after a restart, when it begins again with the transaction it
   * was in. Rows of a snapshot have no such order and are never duplicates; behind those of one
   * that reads whole tables the order begins anew, as the database may have been restored to an
   * earlier point. Where the connector sends no numbers, rows of one COPY have one position: those
   * with a key are told apart by it, the first {@link PartitionProgress#MOST_AT_LAST} of them,
   * others not.
   */
  public Verdict take(Decoded message) {
    Map<Integer, PartitionProgress> partitions =
        topics.computeIfAbsent(message.at().topic(), topic -> new TreeMap<>());
    PartitionProgress before = partitions.get(message.at().partition());
    if (before != null && message.at().offset() < before.next()) {
      return Verdict.HELD;
    }
    long next = message.at().offset() + 1;
    SourcePosition last = before == null ? null : before.last();
    Set<Long> atLast = before == null ? Set.of() : before.atLast();
    if (message instanceof ChangeEvent event && event.ofWholeSnapshot()) {
      // The connector begins anew, at an earlier position if the database was restored.
      last = event.position();
      atLast = Set.of();
    }
    if (!(message instanceof ChangeEvent event) || event.op() == Operation.READ) {
      partitions.put(message.at().partition(), new PartitionProgress(next, last, atLast));
      return Verdict.NEW;
    }
    int order = last == null ? 1 : event.position().compareTo(last);
    boolean duplicate;
    if (event.position().isNumbered()) {
      duplicate = order <= 0;
      atLast = duplicate ? atLast : Set.of();
    } else {
      long identity = order < 0 ? 0 : ChangeIdentity.of(event);
      boolean anonymous = event.schema() != null && event.key() == null;
      duplicate = order < 0 || (order == 0 && !anonymous && atLast.contains(identity));
      if (!duplicate) {
        Set<Long> seen = order == 0 ? new HashSet<>(atLast) : new HashSet<>();
        if (seen.size() < PartitionProgress.MOST_AT_LAST) {
          seen.add(identity);
        }
        atLast = seen;
      }
    }
    last = duplicate ? last : event.position();
    partitions.put(message.at().partition(), new PartitionProgress(next, last, atLast));
    return duplicate ? Verdict.DUPLICATE : Verdict.NEW;
  }

  /** Let a partition go on at an offset: the messages before it are gone. */
  public void skip(String topic, int partition, long next) {
    Map<Integer, PartitionProgress> partitions =
        topics.computeIfAbsent(topic, name -> new TreeMap<>());
    PartitionProgress before = partitions.get(partition);
    partitions.put(
        partition,
        before == null
            ? new PartitionProgress(next, null, Set.of())
            : new PartitionProgress(next, before.last(), before.atLast()));
  }

  /** Forget a topic, whose offsets begin again; whether it was known. */
  public boolean forget(String topic) {
    return topics.remove(topic) != null;
  }

  /**
   * Forget source positions beyond an LSN, as the source was taken back to before it and will give
   * them to other changes. How far the topics are held stays as it is.
   *
   * @return whether there were any
   */
  public boolean rewind(long lsn) {
    boolean[] any = {false};
    topics
        .values()
        .forEach(
            partitions ->
                partitions.replaceAll(
                    (number, partition) -> {
                      boolean beyond = partition.last() != null && isBeyond(partition.last(), lsn);
                      any[0] |= beyond;
                      return beyond
                          ? new PartitionProgress(partition.next(), null, Set.of())
                          : partition;
                    }));
    return any[0];
  }

  private static boolean isBeyond(SourcePosition position, long lsn) {
    return Long.compareUnsigned(position.lsn(), lsn) > 0
        || Long.compareUnsigned(position.commitLsn(), lsn) > 0;
  }

  /** For a table's metadata. */
  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    topics.forEach(
        (topic, partitions) -> {
          ObjectNode node = root.putObject(topic);
          partitions.forEach((number, progress) -> write(node.putObject("" + number), progress));
        });
    return root.toString();
  }

  private static void write(ObjectNode node, PartitionProgress progress) {
    node.put("next", progress.next());
    if (progress.last() != null) {
      node.put("commit_lsn", progress.last().commitLsn());
      node.put("lsn", progress.last().lsn());
      node.put("number", progress.last().number());
      ArrayNode atLast = node.putArray("at_last");
      progress.atLast().stream().sorted().forEach(atLast::add);
    }
  }

  private void read(String json) {
    try {
      JSON.readTree(json)
          .properties()
          .forEach(
              topic -> {
                Map<Integer, PartitionProgress> partitions = new TreeMap<>();
                topic
                    .getValue()
                    .properties()
                    .forEach(p -> partitions.put(Integer.valueOf(p.getKey()), read(p.getValue())));
                topics.put(topic.getKey(), partitions);
              });
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a table's progress is not JSON: '" + json + "'", e);
    }
  }

  private static PartitionProgress read(JsonNode node) {
    if (!node.has("lsn")) {
      return new PartitionProgress(node.get("next").longValue(), null, Set.of());
    }
    Set<Long> atLast = new HashSet<>();
    node.get("at_last").forEach(identity -> atLast.add(identity.longValue()));
    SourcePosition last =
        new SourcePosition(
            node.get("commit_lsn").longValue(),
            node.get("lsn").longValue(),
            node.path("number").longValue());
    return new PartitionProgress(node.get("next").longValue(), last, atLast);
  }
}
