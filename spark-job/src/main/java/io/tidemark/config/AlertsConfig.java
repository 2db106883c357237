package io.tidemark.config;

import java.time.Duration;
import java.util.List;

/**
 * What is worth an alert, and where it goes.
 *
 * @param interval at most one message per rule in this time, where the rule has no other
 * @param rules in the order of the file; names are unique
 */
public record AlertsConfig(SlackConfig slack, Duration interval, List<AlertRule> rules) {
  public AlertsConfig {
    rules = List.copyOf(rules);
  }
}
