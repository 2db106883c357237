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
   * at it and was seen there, and was committed no later than what was seen: one connector gives
   * its changes in the order of (last commit, LSN, number in the transaction), also after a
   * restart, when it begins again with the transaction it was in. A database that was restored to
   * an earlier point gives these positions to other changes, which are committed later. Rows of a
   * snapshot have no such order and are never duplicates. Where the connector sends no numbers,
   * rows of one COPY have one position: those with a key are told apart by it, the first {@link
   * PartitionProgress#MOST_AT_LAST} of them, others not.
   */
  public Verdict take(Decoded message) {
    Map<Integer, PartitionProgress> partitions =
        topics.computeIfAbsent(message.at().topic(), topic -> new TreeMap<>());
    PartitionProgress before = partitions.get(message.at().partition());
    if (before != null && message.at().offset() < before.next()) {
      return Verdict.HELD;
    }
    PartitionProgress seen = before == null ? PartitionProgress.begun(0) : before;
    long next = message.at().offset() + 1;
    Optional<PartitionProgress> after =
        message instanceof ChangeEvent event && event.op() != Operation.READ
            ? after(event, seen)
            : Optional.of(seen);
    partitions.put(message.at().partition(), after.orElse(seen).at(next));
    return after.isPresent() ? Verdict.NEW : Verdict.DUPLICATE;
  }

  /** What is seen with a change; empty if it was seen before. */
  private static Optional<PartitionProgress> after(ChangeEvent event, PartitionProgress before) {
    boolean later = event.commitMicros() > before.latestMicros();
    int order = before.last() == null || later ? 1 : event.position().compareTo(before.last());
    boolean numbered = event.position().isNumbered();
    if (order < 0 || (order == 0 && numbered)) {
      return Optional.empty();
    }
    Set<Long> atLast = Set.of();
    if (!numbered) {
      long identity = ChangeIdentity.of(event);
      boolean anonymous = event.schema() != null && event.key() == null;
      if (order == 0 && !anonymous && before.atLast().contains(identity)) {
        return Optional.empty();
      }
      atLast = order == 0 ? new HashSet<>(before.atLast()) : new HashSet<>();
      if (atLast.size() < PartitionProgress.MOST_AT_LAST) {
        atLast.add(identity);
      }
    }
    long latest = before.knowsLatest() && !later ? before.latestMicros() : event.commitMicros();
    return Optional.of(new PartitionProgress(before.next(), event.position(), latest, atLast));
  }

  /** Let a partition go on at an offset: the messages before it are gone. */
  public void skip(String topic, int partition, long next) {
    Map<Integer, PartitionProgress> partitions =
        topics.computeIfAbsent(topic, name -> new TreeMap<>());
    PartitionProgress before = partitions.get(partition);
    partitions.put(partition, before == null ? PartitionProgress.begun(next) : before.at(next));
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
                      return beyond ? PartitionProgress.begun(partition.next()) : partition;
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
      if (progress.knowsLatest()) {
        node.put("latest_micros", progress.latestMicros());
      }
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
      return PartitionProgress.begun(node.get("next").longValue());
    }
    Set<Long> atLast = new HashSet<>();
    node.get("at_last").forEach(identity -> atLast.add(identity.longValue()));
    SourcePosition last =
        new SourcePosition(
            node.get("commit_lsn").longValue(),
            node.get("lsn").longValue(),
            node.path("number").longValue());
    long latest = node.path("latest_micros").asLong(Long.MAX_VALUE);
    return new PartitionProgress(node.get("next").longValue(), last, latest, atLast);
  }
}
