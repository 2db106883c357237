package io.tidemark.alert;

import io.tidemark.alert.AlertSender.Ends;
import io.tidemark.alert.AlertSender.Pace;
import io.tidemark.alert.SlackChannel.Outcome;
import io.tidemark.config.AlertRule;
import io.tidemark.config.AlertsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sender's thread: takes in alerts, sends what is due, records what became of it. An outbox
 * that fails is tried again like Slack.
 */
final class SenderLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SenderLoop.class);
  private static final int CAPACITY = 2 * HandOver.CAPACITY;
  private static final Duration LONG = Duration.ofHours(1);

  private final String pipeline;
  private final Duration usualInterval;
  private final Map<String, Duration> intervals;
  private final Ends ends;
  private final Pace pace;

  private final Backoff table;
  private final Backoff slack;
  private final List<Delivery> unrecorded = new ArrayList<>();
  private final Set<String> handled = new LinkedHashSet<>();
  private final Set<String> told = new HashSet<>();
  private Backlog backlog;
  private boolean reload = true;
  private Instant refusedBefore;
  private boolean refusedAny;
  private Instant pausedUntil = Instant.MIN;
  private Instant recordedAt = Instant.MIN;

  SenderLoop(String pipeline, AlertsConfig config, Ends ends, Pace pace) {
    this.pipeline = pipeline;
    this.usualInterval = config.interval();
    this.intervals =
        config.rules().stream().collect(Collectors.toMap(AlertRule::name, AlertRule::interval));
    this.ends = ends;
    this.pace = pace;
    this.table = new Backoff(pace.backoff(), pace.longestBackoff());
    this.slack = new Backoff(pace.backoff(), pace.longestBackoff());
    // Without Slack, what it refused is left for a start with it.
    this.refusedBefore = ends.channel().isEmpty() ? Instant.EPOCH : Instant.now();
  }

  @Override
  public void run() {
    try {
      while (!ends.handOver().isClosed()) {
        attempt();
        ends.handOver().await(untilNext(Instant.now()));
      }
      lastTries();
    } catch (InterruptedException e) {
      // Closing took too long; what is left is pending in the outbox.
      LOG.info("Alerts that were not sent in time stay pending until the next start.");
    }
  }

  /** One round; a failing outbox is noted and tried again later. */
  private void attempt() {
    if (Instant.now().isBefore(table.until())) {
      return;
    }
    try {
      takeIn();
      send();
      settle();
      table.succeeded();
    } catch (RuntimeException | FSError e) {
      if (table.failed(Instant.now())) {
        LOG.warn("The table of alerts does not answer; what waits is tried again.", e);
      }
    }
  }

  private void takeIn() {
    if (backlog == null) {
      backlog =
          new Backlog(
              rule -> intervals.getOrDefault(rule, usualInterval),
              CAPACITY,
              ends.outbox().lastSent());
    }
    settle();
    for (Alert alert : ends.handOver().take()) {
      if (!handled.contains(alert.id()) && !backlog.add(alert)) {
        reload = true;
      }
    }
    reload |= ends.handOver().takeOverflow();
    if (reload && backlog.room() >= CAPACITY / 2) {
      List<Alert> pending = ends.outbox().pending(refusedBefore, CAPACITY);
      boolean all = pending.stream().map(backlog::add).reduce(true, Boolean::logicalAnd);
      reload = !all || pending.size() >= CAPACITY;
    }
  }

  private void send() {
    Instant now = Instant.now();
    if (ends.channel().isEmpty()) {
      keep(now);
    } else if (!now.isBefore(slack.until()) && !now.isBefore(pausedUntil)) {
      List<Alert> alerts = backlog.due(now);
      if (!alerts.isEmpty()) {
        post(ends.channel().get(), alerts);
      }
    }
  }

  /** Without Slack, alerts are only recorded; several together, as each record is a commit. */
  private void keep(Instant now) {
    boolean due = !now.isBefore(recordedAt.plus(pace.gather())) || ends.handOver().isClosed();
    if (!backlog.isEmpty() && due) {
      for (List<Alert> alerts : backlog.byRule()) {
        done(alerts, Delivery.State.NOT_SENT, null);
        backlog.forget(alerts);
      }
      recordedAt = now;
    }
  }

  private Outcome.Kind post(SlackChannel channel, List<Alert> alerts) {
    Outcome outcome = channel.post(SlackMessage.of(pipeline, alerts));
    Instant now = Instant.now();
    switch (outcome.kind()) {
      case SENT -> {
        recover();
        pausedUntil = now.plus(pace.gap());
        done(alerts.subList(0, 1), Delivery.State.SENT, null);
        done(alerts.subList(1, alerts.size()), Delivery.State.COUNTED, null);
        backlog.taken(alerts, now);
      }
      case REFUSED -> {
        refusedAny = true;
        pausedUntil = now.plus(pace.gap());
        if (told.add(outcome.reason())) {
          LOG.error(
              "Slack refuses alerts: {}. They stay in system.alerts and are tried again at the"
                  + " next start.",
              outcome.reason());
        }
        done(alerts, Delivery.State.REFUSED, outcome.reason());
        backlog.taken(alerts, now);
      }
      case LATER -> later(outcome, now);
    }
    return outcome.kind();
  }

  private void later(Outcome outcome, Instant now) {
    if (outcome.pause() != null) {
      pausedUntil = now.plus(outcome.pause());
      LOG.info("{}; alerts wait for {} s.", outcome.reason(), outcome.pause().toSeconds());
    } else if (slack.failed(now)) {
      LOG.warn("{}. Alerts wait in system.alerts until they go out.", outcome.reason());
    }
  }

  /** Slack takes messages again: so will it those that it refused before. */
  private void recover() {
    if (slack.succeeded() || refusedAny) {
      LOG.info("Alerts go out again.");
    }
    told.clear();
    if (refusedAny) {
      refusedAny = false;
      refusedBefore = Instant.now();
      reload = true;
    }
  }

  private void done(List<Alert> alerts, Delivery.State state, String reason) {
    Instant now = Instant.now();
    for (Alert alert : alerts) {
      unrecorded.add(new Delivery(alert.id(), alert.rule(), state, reason, now));
      handled.add(alert.id());
    }
    for (var oldest = handled.iterator(); handled.size() > CAPACITY; ) {
      oldest.next();
      oldest.remove();
    }
  }

  private void settle() {
    if (!unrecorded.isEmpty()) {
      ends.outbox().record(List.copyOf(unrecorded));
      unrecorded.clear();
    }
  }

  private Duration untilNext(Instant now) {
    Instant next = now.plus(LONG);
    if (backlog == null || !unrecorded.isEmpty()) {
      next = now;
    } else if (!backlog.isEmpty()) {
      Instant due = backlog.nextDue().orElse(now);
      next =
          ends.channel().isEmpty()
              ? recordedAt.plus(pace.gather())
              : later(later(pausedUntil, slack.until()), due);
    } else if (reload) {
      next = now;
    }
    next = later(next, table.until());
    Duration wait = Duration.between(now, next.isBefore(now) ? now : next);
    return wait.compareTo(LONG) > 0 ? LONG : wait.plusMillis(1);
  }

  private static Instant later(Instant left, Instant right) {
    return left.isAfter(right) ? left : right;
  }

  /** Messages that may go get one more try, as long as Slack takes them and time is left. */
  private void lastTries() throws InterruptedException {
    try {
      takeIn();
      if (ends.channel().isEmpty()) {
        keep(Instant.now());
      } else {
        lastTries(ends.channel().get());
      }
      settle();
    } catch (RuntimeException e) {
      LOG.warn("The table of alerts does not answer; they stay pending until the next start.", e);
    }
  }

  private void lastTries(SlackChannel channel) throws InterruptedException {
    Instant deadline = ends.handOver().deadline();
    boolean takes = true;
    while (takes) {
      Instant now = Instant.now();
      List<Alert> alerts = backlog.due(now);
      if (alerts.isEmpty() || now.isAfter(deadline) || pausedUntil.isAfter(deadline)) {
        return;
      }
      if (pausedUntil.isAfter(now)) {
        Thread.sleep(Duration.between(now, pausedUntil).toMillis() + 1);
      }
      takes = post(channel, alerts) == Outcome.Kind.SENT;
      settle();
    }
  }
}
