package io.tidemark.bench.contender;

/**
 * What a micro-batch took from its begin to its last commit.
 *
 * @param micros of time
 * @param cpuNanos of the whole process
 */
record BatchCost(long micros, long cpuNanos) {
  BatchCost and(BatchCost other) {
    return new BatchCost(micros + other.micros, cpuNanos + other.cpuNanos);
  }
}
