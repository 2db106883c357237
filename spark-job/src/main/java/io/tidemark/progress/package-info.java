/**
 * How far a table of the lake holds each topic partition. The answer is part of the table's own
 * commits, so that it can't disagree with the rows. Pure; depends on decode's records and Jackson.
 */
package io.tidemark.progress;
