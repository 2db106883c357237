package io.tidemark.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses as the file writes them. */
final class Addresses {
  private Addresses() {}

  /**
   * An http or https address with a host and without a password.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static String http(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Falls through to the one message for everything that is no such address.
    }
    throw new IllegalArgumentException("is no web address. Write http://host:port.");
  }
}
