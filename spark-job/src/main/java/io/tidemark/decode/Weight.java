package io.tidemark.decode;

import java.util.List;
import java.util.Map;

/** About how many bytes of memory a decoded message takes, so that what is kept can be bounded. */
public final class Weight {
  /** A message without its values. */
  private static final long MESSAGE = 250;

  /** An object without what it holds. */
  private static final long OBJECT = 40;

  /** A number, or a place in a list. */
  private static final long SMALL = 16;

  private Weight() {}

  /** The weight of a message, in bytes. */
  public static long of(Decoded message) {
    if (message instanceof ChangeEvent change) {
      return MESSAGE
          + of(change.key())
          + of(change.before())
          + of(change.after())
          + (change.message() == null ? 0 : of(change.message().content()));
    }
    if (message instanceof Refusal refusal) {
      return MESSAGE + of(refusal.key()) + of(refusal.value());
    }
    return MESSAGE;
  }

  private static long of(Image image) {
    return image == null ? 0 : of(image.values()) + of(image.unrepresentable());
  }

  private static long of(Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof String text) {
      return OBJECT + text.length();
    }
    if (value instanceof byte[] bytes) {
      return OBJECT + bytes.length;
    }
    if (value instanceof List<?> list) {
      long weight = 0;
      for (Object element : list) {
        weight += SMALL + of(element);
      }
      return weight;
    }
    if (value instanceof Map<?, ?> map) {
      long weight = 0;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        weight += OBJECT + of(entry.getKey()) + of(entry.getValue());
      }
      return weight;
    }
    return value instanceof Number ? SMALL : 0;
  }
}
