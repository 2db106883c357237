package io.tidemark.stack.home;

/**
 * Ports on loopback.
 *
 * @param kafkaController used by the broker for itself only
 */
public record Ports(int postgres, int kafka, int kafkaController, int connect) {
  /** What a home takes where these are free. */
  public static final Ports USUAL = new Ports(15432, 19092, 19093, 18083);
}
