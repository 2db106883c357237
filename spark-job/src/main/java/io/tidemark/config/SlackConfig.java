package io.tidemark.config;

import java.util.Optional;

/**
 * Slack.
 *
 * @param token empty: alerts stay in their table
 * @param channel name with {@code #}, or id
 * @param apiUrl base address of Slack's methods, with a slash at its end
 */
public record SlackConfig(Optional<Secret> token, String channel, String apiUrl) {
  public static final String API_URL = "https://slack.com/api/";
}
