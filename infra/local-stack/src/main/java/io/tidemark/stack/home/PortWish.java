package io.tidemark.stack.home;

import java.util.OptionalInt;

/** Ports that the user asked for by name; empty where any will do. */
public record PortWish(OptionalInt postgres, OptionalInt kafka, OptionalInt connect) {
  public static final PortWish NONE =
      new PortWish(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
