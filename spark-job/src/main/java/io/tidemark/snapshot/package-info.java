/**
 * The first load of a large table past Kafka: its rows are read from PostgreSQL itself, in parallel
 * and as one snapshot shows them, and joined to the stream without a gap or a double. Comes in: the
 * database's rows. Goes out: one commit of the table's mirror that remembers what the snapshot saw.
 * No job may run meanwhile. Depends on verify for the snapshot and on mirror for the rows.
 */
package io.tidemark.snapshot;
