/**
 * The way to PostgreSQL: the address, connections, migrations, and what to say when it fails.
 *
 * <p>In: options and environment. Out: connections in UTC, and {@link
 * io.tidemark.ingestion.database.DatabaseFault} for every failure that a person has to mend.
 */
package io.tidemark.ingestion.database;
