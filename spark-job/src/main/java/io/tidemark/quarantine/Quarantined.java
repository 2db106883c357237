package io.tidemark.quarantine;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;

/**
 * An event in the quarantine, without its bytes.
 *
 * @param stage why it came here
 * @param hold what waits behind it
 * @param fate what has become of it
 * @param refusedAtMicros when it came here, microseconds since the epoch by our clock; 0 as long as
 *     it is on its way
 */
public record Quarantined(
    KafkaPosition at, Stage stage, Hold hold, Fate fate, long refusedAtMicros) {
  /** A new one, which nobody asked anything for yet. */
  public Quarantined(KafkaPosition at, Stage stage, Hold hold, String reason) {
    this(at, stage, hold, Fate.first(stage.state(), reason), 0);
  }

  /** Null where that can't be told. */
  public TableId table() {
    return hold.table();
  }

  public State state() {
    return fate.state();
  }

  /** Whether it still waits. */
  public boolean isOpen() {
    return fate.state().isOpen();
  }

  /** A place in Kafka as it stands in the table. */
  public static String place(KafkaPosition at) {
    return at.topic() + "/" + at.partition() + "/" + at.offset();
  }

  /** After something else has become of it. */
  public Quarantined with(State newState, String newResolvedBy) {
    return with(fate.with(newState, newResolvedBy));
  }

  /** A request resolves it. */
  public Quarantined resolved(State newState, String byRequest, String requestedAt) {
    return with(fate.with(newState, requestedAt, byRequest));
  }

  /** It was tried once more, or held once more, with this result; a replay counts no attempt. */
  public Quarantined tried(State newState, String newReason, String byRequest) {
    return with(fate.tried(newState, newReason, byRequest));
  }

  /** As it was before a request was about to apply it, which does not any more. */
  public Quarantined waitingAgain() {
    return with(stage.state(), null);
  }

  /** Now that a request could decode it. */
  public Quarantined decoded(ChangeEvent change, String byRequest) {
    return with(Hold.behind(change, hold.scope())).with(fate.decoded(byRequest));
  }

  /** Now that it is here. */
  Quarantined since(long micros) {
    return new Quarantined(at, stage, hold, fate, micros);
  }

  Quarantined with(Hold newHold) {
    return new Quarantined(at, stage, newHold, fate, refusedAtMicros);
  }

  private Quarantined with(Fate newFate) {
    return new Quarantined(at, stage, hold, newFate, refusedAtMicros);
  }
}
