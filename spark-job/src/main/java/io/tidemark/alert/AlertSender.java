package io.tidemark.alert;

import io.tidemark.config.AlertsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Brings alerts from the outbox to Slack, on a daemon thread of its own. Each alert gets there at
 * least once, also across restarts; a message that had to be sent again carries the same id. Slack
 * being slow, down or unwilling is felt by nobody else: {@link #offer} never blocks, and what it
 * cannot hold is read from the outbox later.
 */
public final class AlertSender {
  /**
   * How fast to send.
   *
   * @param gap between two messages of any rules; Slack takes about one a second per channel
   * @param backoff after the first failure; doubles with each further one
   * @param longestBackoff where the doubling ends
   * @param timeout of one call
   * @param gather how long to gather alerts that are only recorded
   */
  record Pace(
      Duration gap, Duration backoff, Duration longestBackoff, Duration timeout, Duration gather) {
    static final Pace USUAL =
        new Pace(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMinutes(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5));
  }

  private final HandOver handOver;
  private final Thread thread;
  private final Optional<SlackChannel> channel;

  private AlertSender(HandOver handOver, Thread thread, Optional<SlackChannel> channel) {
    this.handOver = handOver;
    this.thread = thread;
    this.channel = channel;
  }

  /**
   * Start sending: first what earlier runs left pending or refused, then what is offered.
   *
   * @param pipeline name of the pipeline; messages end with it
   */
  public static AlertSender start(String pipeline, AlertsConfig config, AlertOutbox outbox) {
    return start(pipeline, config, outbox, Pace.USUAL);
  }

  static AlertSender start(String pipeline, AlertsConfig config, AlertOutbox outbox, Pace pace) {
    Optional<SlackChannel> channel =
        config.slack().token().map(token -> new SlackChannel(config.slack(), pace.timeout()));
    HandOver handOver = new HandOver();
    SenderLoop loop = new SenderLoop(pipeline, config, new Ends(handOver, outbox, channel), pace);
    Thread thread = new Thread(loop, "tidemark-alerts");
    thread.setDaemon(true);
    thread.start();
    return new AlertSender(handOver, thread, channel);
  }

  /** What the loop takes from and gives to. */
  record Ends(HandOver handOver, AlertOutbox outbox, Optional<SlackChannel> channel) {}

  /**
   * Tell of alerts that the outbox has just stored. Never blocks.
   *
   * @param stored what {@link AlertOutbox#append} gave back
   */
  public void offer(List<Alert> stored) {
    handOver.offer(stored);
  }

  /**
   * Stop. Messages that may go now get one more try; the others stay pending in the outbox, for the
   * next start.
   *
   * @param atMost how long to wait
   */
  public void close(Duration atMost) {
    handOver.close(atMost);
    try {
      thread.join(Math.max(1, atMost.toMillis()));
      thread.interrupt();
      channel.ifPresent(SlackChannel::abandon);
      thread.join(1000);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    channel.ifPresent(SlackChannel::close);
  }
}
