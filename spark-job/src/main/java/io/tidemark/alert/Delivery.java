package io.tidemark.alert;

import java.io.Serializable;
import java.time.Instant;
import java.util.Locale;

/**
 * What became of an alert.
 *
 * @param alertId the alert's id
 * @param rule the alert's rule
 * @param reason why it was refused; null otherwise. Never holds a secret
 * @param at this machine's clock
 */
public record Delivery(String alertId, String rule, State state, String reason, Instant at)
    implements Serializable {
  /** How far an alert has come. An alert without a delivery is pending. */
  public enum State {
    /** Slack took a message of its own for it. */
    SENT,
    /** Slack took a message that counts it among others. */
    COUNTED,
    /** Slack does not take it as things are configured; tried again at the next start. */
    REFUSED,
    /** No token is configured; it is only in the table. Final. */
    NOT_SENT
  }

  /** The state's word in the table. */
  public String word() {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
