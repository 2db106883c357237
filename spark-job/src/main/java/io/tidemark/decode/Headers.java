package io.tidemark.decode;

import java.util.Map;

/** The headers of a message, looked up by name; a view of whatever the reader of Kafka holds. */
@FunctionalInterface
public interface Headers {
  /** A message without headers. */
  Headers NONE = name -> null;

  /** The header's bytes; null if the message has none of this name. */
  byte[] value(String name);

  static Headers of(Map<String, byte[]> headers) {
    return headers::get;
  }
}
