/**
 * The current rows of each source table, typed (SCD1). Comes in: a micro-batch's change events of
 * one table. Goes out: one commit to {@code <lake>/mirror/<schema>/<table>}, and the rows it
 * replaced and wrote for those who count them.
 */
package io.tidemark.mirror;
