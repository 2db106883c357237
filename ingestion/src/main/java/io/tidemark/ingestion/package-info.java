/**
 * The commands that fill a PostgreSQL database with simulated payments: {@code migrate}, {@code
 * seed} and {@code simulate}.
 *
 * <p>In: the command line and the environment. Out: a report on standard output (one JSON object
 * with {@code --json}), progress and errors on standard error, and an exit code: 0 done, 1 failed,
 * 2 wrong usage. This package may use all others of the module; none of them uses this one.
 */
package io.tidemark.ingestion;
