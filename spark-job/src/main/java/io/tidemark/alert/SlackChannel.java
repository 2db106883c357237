package io.tidemark.alert;

import com.google.gson.JsonParseException;
import com.slack.api.Slack;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.request.chat.ChatPostMessageRequest;
import com.slack.api.methods.response.chat.ChatPostMessageResponse;
import io.tidemark.config.Secret;
import io.tidemark.config.SlackConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;

/** Posts to one channel by {@code chat.postMessage}. Gives outcomes, throws nothing. */
final class SlackChannel implements AutoCloseable {
  /** Slack asks for a pause without saying how long. */
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(30);

  /** Errors of {@code ok: false} that pass by themselves. */
  private static final Set<String> PASSING =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org");

  private final Secret token;
  private final String channel;
  private final Slack slack;

  /**
   * A channel.
   *
   * @param config has a token
   * @param timeout how long one call may take in all
   */
  SlackChannel(SlackConfig config, Duration timeout) {
    token = config.token().orElseThrow();
    channel = config.channel();
    slack = Slack.getInstance(client(config.apiUrl(), timeout));
  }

  /**
   * What became of a message.
   *
   * @param reason for people; null for SENT
   * @param pause how long Slack asks to wait; null where it does not ask
   */
  record Outcome(Kind kind, String reason, Duration pause) {
    enum Kind {
      SENT,
      /** May go through later. */
      LATER,
      /** Will not go through as things are configured. */
      REFUSED
    }

    static final Outcome SENT = new Outcome(Kind.SENT, null, null);

    static Outcome later(String reason, Duration pause) {
      return new Outcome(Kind.LATER, reason, pause);
    }

    static Outcome refused(String reason) {
      return new Outcome(Kind.REFUSED, reason, null);
    }
  }

  /** Post a text; blocks until Slack has answered or the time is over. */
  Outcome post(String text) {
    ChatPostMessageRequest request =
        ChatPostMessageRequest.builder()
            .channel(channel)
            .text(text)
            .mrkdwn(true)
            .unfurlLinks(false)
            .unfurlMedia(false)
            .build();
    try {
      return outcome(slack.methods(token.value()).chatPostMessage(request));
    } catch (SlackApiException e) {
      return outcome(e);
    } catch (IOException e) {
      return Outcome.later("Slack cannot be reached: " + token.scrub(e.toString()), null);
    } catch (JsonParseException e) {
      return Outcome.later("what answers is not Slack: " + token.scrub(e.toString()), null);
    } catch (IllegalArgumentException e) {
      // The client refuses a token that cannot stand in an HTTP header.
      return Outcome.refused("the token cannot be sent: " + token.scrub(e.getMessage()));
    } catch (RuntimeException e) {
      return Outcome.later("Slack's client failed: " + token.scrub(e.toString()), null);
    }
  }

  /** End a call that is under way, which an interrupt does not. */
  void abandon() {
    slack.getHttpClient().getOkHttpClient().dispatcher().cancelAll();
  }

  @Override
  public void close() {
    try {
      slack.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing an HTTP client failed", e);
    }
  }

  private Outcome outcome(ChatPostMessageResponse response) {
    if (response == null) {
      return Outcome.later("Slack answered nothing", null);
    }
    if (response.isOk()) {
      return Outcome.SENT;
    }
    String error = token.scrub(String.valueOf(response.getError()));
    if (PASSING.contains(error)) {
      boolean limited = error.startsWith("rate");
      return Outcome.later("Slack answered \"" + error + "\"", limited ? USUAL_PAUSE : null);
    }
    return Outcome.refused("Slack answered \"" + error + "\"" + cure(error));
  }

  private Outcome outcome(SlackApiException e) {
    int status = e.getResponse().code();
    String reason = "Slack answered HTTP " + status;
    if (status == 429) {
      return Outcome.later(reason, pause(e.getResponse().header("Retry-After")));
    }
    return status >= 500 || status == 408
        ? Outcome.later(reason, null)
        : Outcome.refused(reason + "; check alerts.slack.api-url");
  }

  private static Duration pause(String retryAfter) {
    try {
      return retryAfter == null
          ? USUAL_PAUSE
          : Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter.strip())));
    } catch (NumberFormatException e) {
      return USUAL_PAUSE;
    }
  }

  private String cure(String error) {
    return switch (error) {
      case "not_in_channel" -> "; invite the bot to " + channel;
      case "channel_not_found" -> "; there is no channel " + channel + " that the bot may see";
      case "is_archived" -> "; the channel " + channel + " is archived";
      case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired" ->
          "; make a new token and set SLACK_TOKEN";
      case "missing_scope" -> "; give the bot the scope chat:write";
      default -> "";
    };
  }

  private static com.slack.api.SlackConfig client(String apiUrl, Duration timeout) {
    com.slack.api.SlackConfig config = new com.slack.api.SlackConfig();
    // The library's own listeners write requests, header by header, into the debug log.
    config.setHttpClientResponseHandlers(new ArrayList<>());
    config.setMethodsEndpointUrlPrefix(apiUrl);
    int millis = Math.toIntExact(timeout.toMillis());
    config.setHttpClientCallTimeoutMillis(millis);
    config.setHttpClientReadTimeoutMillis(millis);
    config.setHttpClientWriteTimeoutMillis(millis);
    // With statistics on, the client asks auth.test first and runs threads of its own.
    config.setStatsEnabled(false);
    if (isLoopback(apiUrl)) {
      config.setProxyUrl(null);
    }
    return config;
  }

  private static boolean isLoopback(String url) {
    String host = URI.create(url).getHost();
    return "localhost".equals(host) || host.startsWith("127.") || host.equals("[::1]");
  }
}
