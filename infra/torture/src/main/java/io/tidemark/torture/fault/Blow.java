package io.tidemark.torture.fault;

import java.util.List;

/**
 * How a fault went.
 *
 * @param violations what the system did that it must not
 */
record Blow(boolean hit, String proof, List<String> violations) {
  static Blow of(boolean hit, String proof) {
    return new Blow(hit, proof, List.of());
  }

  static Blow missed(String why) {
    return new Blow(false, why, List.of());
  }
}
