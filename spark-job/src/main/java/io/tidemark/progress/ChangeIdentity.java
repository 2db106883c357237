package io.tidemark.progress;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.List;

/** Tells apart the changes at one source position: operation and key, or the row without a key. */
final class ChangeIdentity {
  private ChangeIdentity() {}

  static long of(ChangeEvent event) {
    List<Object> parts = new ArrayList<>();
    parts.add(event.op().code());
    if (event.key() != null) {
      parts.addAll(event.key());
    } else {
      add(parts, event.before());
      add(parts, event.after());
    }
    if (event.message() != null) {
      parts.add(event.message().prefix());
      parts.add(event.message().content());
    }
    return KeyHash.of(parts).high();
  }

  private static void add(List<Object> parts, Image image) {
    if (image != null) {
      parts.addAll(image.values());
    }
  }
}
