package io.tidemark.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Keeps alerts and what became of them; the truth that survives a restart. The pipeline appends,
 * the sender's thread calls everything else, both at the same time.
 */
public interface AlertOutbox {
  /**
   * Store alerts, after the commit of what they speak of. An id that is there already is left as it
   * is, so that a replay adds nothing.
   *
   * @return those that were not there before, for {@link AlertSender#offer}
   */
  List<Alert> append(List<Alert> alerts);

  /**
   * Alerts that were never delivered, oldest first, and those whose last delivery is REFUSED before
   * a time.
   *
   * @param refusedBefore takes up what was refused before it again
   * @param limit how many to give at most
   */
  List<Alert> pending(Instant refusedBefore, int limit);

  /** Store what became of alerts. The last delivery of an alert is the one that counts. */
  void record(List<Delivery> deliveries);

  /** When a message of a rule was last SENT, by rule. */
  Map<String, Instant> lastSent();
}
