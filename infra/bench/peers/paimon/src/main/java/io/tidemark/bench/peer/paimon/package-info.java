/**
 * Paimon's contender: a Flink job reads the topic and keeps a Paimon table with a primary key. In
 * comes the recorded topic, out goes the table; README.md beside the modules says which settings it
 * has and why.
 */
package io.tidemark.bench.peer.paimon;
