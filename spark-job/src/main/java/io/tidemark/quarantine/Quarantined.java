package io.tidemark.quarantine;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.TableId;

/**
 * An event in the quarantine, without its bytes.
 *
 * @param table null where that can't be told
 * @param stage why it came here
 * @param lsn its LSN; null if it can't be decoded
 * @param holds which later changes wait behind it
 * @param key stands for its row, see {@link TableHolds#key}; null where that can't be told
 * @param otherKey stands for the other row of a key change; null for none
 * @param state what has become of it
 * @param reason what was wrong with it when it was tried last
 * @param attempts how often a retry has tried it
 * @param decodedBy the request by which it could be decoded; null if at once or not yet
 * @param request the last request that concerned it; null for none
 * @param resolvedBy what resolved it, or will have once its mirror holds that: the place of a
 *     message in Kafka; null for nothing
 * @param refusedAtMicros when it came here, microseconds since the epoch by our clock; 0 as long as
 *     it is on its way
 */
public record Quarantined(
    KafkaPosition at,
    TableId table,
    Stage stage,
    Long lsn,
    Scope holds,
    String key,
    String otherKey,
    State state,
    String reason,
    int attempts,
    String decodedBy,
    String request,
    String resolvedBy,
    long refusedAtMicros) {
  /** A new one, which nobody asked anything for yet. */
  public Quarantined(
      KafkaPosition at,
      TableId table,
      Stage stage,
      Long lsn,
      Scope holds,
      String key,
      String otherKey,
      String reason) {
    this(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        otherKey,
        stage == Stage.HELD ? State.HELD : State.REFUSED,
        reason,
        0,
        null,
        null,
        null,
        0);
  }

  /** A place in Kafka as it stands in the table. */
  public static String place(KafkaPosition at) {
    return at.topic() + "/" + at.partition() + "/" + at.offset();
  }

  /** After something else has become of it. */
  public Quarantined with(State newState, String newResolvedBy) {
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        otherKey,
        newState,
        reason,
        attempts,
        decodedBy,
        request,
        newResolvedBy,
        refusedAtMicros);
  }

  /** A request resolves it. */
  public Quarantined resolved(State newState, String byRequest, String requestedAt) {
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        otherKey,
        newState,
        reason,
        attempts,
        decodedBy,
        byRequest,
        requestedAt,
        refusedAtMicros);
  }

  /** It was tried once more, or held once more, with this result; a replay counts no attempt. */
  public Quarantined tried(State newState, String newReason, String byRequest) {
    boolean again = byRequest.equals(request);
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        otherKey,
        newState,
        newReason,
        again ? attempts : attempts + 1,
        decodedBy,
        byRequest,
        null,
        refusedAtMicros);
  }

  /** Now that a request could decode it. */
  public Quarantined decoded(ChangeEvent change, String byRequest) {
    return new Quarantined(
        at,
        change.table(),
        stage,
        change.position().lsn(),
        holds,
        TableHolds.key(RowKey.of(change)),
        TableHolds.key(RowKey.otherOf(change)),
        state,
        reason,
        attempts,
        decodedBy == null ? byRequest : decodedBy,
        request,
        resolvedBy,
        refusedAtMicros);
  }

  /** Now that it is here. */
  Quarantined since(long micros) {
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        otherKey,
        state,
        reason,
        attempts,
        decodedBy,
        request,
        resolvedBy,
        micros);
  }

  /** Holding something else. */
  Quarantined holding(Scope scope) {
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        scope,
        key,
        otherKey,
        state,
        reason,
        attempts,
        decodedBy,
        request,
        resolvedBy,
        refusedAtMicros);
  }

  /** It does not hold its other row any more. */
  Quarantined withoutOtherKey() {
    return new Quarantined(
        at,
        table,
        stage,
        lsn,
        holds,
        key,
        null,
        state,
        reason,
        attempts,
        decodedBy,
        request,
        resolvedBy,
        refusedAtMicros);
  }
}
