/**
 * Every change of every table, in one append-only table: {@code <lake>/changes}. Comes in: change
 * events. Goes out: one row each, images as JSON that people and SQL can read.
 */
package io.tidemark.changelog;
