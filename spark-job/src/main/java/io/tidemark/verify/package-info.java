/**
 * Proof that the mirrors equal PostgreSQL at one LSN, by command or on a schedule beside the job.
 * Comes in: the database's rows as a snapshot shows them, the mirrors' tables, and from Kafka the
 * few changes between the two. Goes out: a verdict a table, in {@code system.verifications}.
 * Independent of the write path: it asks the database itself, and what it replays it compares.
 */
package io.tidemark.verify;
