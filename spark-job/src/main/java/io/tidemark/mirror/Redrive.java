package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import java.util.List;

/**
 * Changes that did not reach a mirror when they came, and are to be applied now. A mirror that
 * holds the request has applied them.
 *
 * @param request the message that asks for it
 * @param changes of one table, those of each partition in its order
 */
public record Redrive(ChangeEvent request, List<ChangeEvent> changes) {
  public Redrive {
    changes = List.copyOf(changes);
  }
}
