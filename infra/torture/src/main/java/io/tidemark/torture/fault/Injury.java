package io.tidemark.torture.fault;

import io.tidemark.torture.plan.FaultKind;
import java.util.List;

/**
 * What became of a fault.
 *
 * @param beganMs and {@code endedMs}: the clock's time, from the first blow until all is mended
 * @param hit whether it is proven to have broken something
 * @param proof what proves it, or what is missing
 * @param violations what the system did that it must not, such as letting a second job in
 */
public record Injury(
    FaultKind kind,
    long beganMs,
    long endedMs,
    boolean hit,
    String proof,
    List<String> violations) {
  public Injury {
    violations = List.copyOf(violations);
  }
}
