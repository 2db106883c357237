/**
 * Rows of Java values into Parquet, for the tables. Comes in: rows as {@code Object[]} and a Delta
 * schema with a file's names. Goes out: a file and what the Delta log says of it. Depends on
 * Parquet and on Kernel's types.
 */
package io.tidemark.delta.parquet;
