/**
 * The contenders on Spark: Structured Streaming reads the topic, foreachBatch brings each
 * micro-batch into a table of Iceberg or Hudi. One source for both, compiled by each module against
 * its own Spark. README.md beside the modules says which settings they have and why.
 */
package io.tidemark.bench.peer.spark;
