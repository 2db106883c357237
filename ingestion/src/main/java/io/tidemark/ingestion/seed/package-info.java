/**
 * Bulk rows by COPY.
 *
 * <p>In: the number of payments and a random seed. Out: customers, merchants, accounts and payments
 * in the database, the money moved, and a report. Depends on {@code world} for the rows and on
 * {@code database} for the way in.
 */
package io.tidemark.ingestion.seed;
