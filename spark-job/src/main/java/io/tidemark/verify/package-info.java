/**
 * Proof that the mirrors equal PostgreSQL at an LSN. Independent of the write path: it asks the
 * database itself and reads the mirrors' tables.
 */
package io.tidemark.verify;
