/**
 * Which transactions of the source are whole in the lake, and a micro-batch's messages cut where
 * one ends. Comes in: decoded messages and how far the lake is. Goes out: those to apply now, and
 * the LSN up to which the lake holds everything and beyond which nothing. Pure; depends on decode's
 * records, progress and Jackson.
 */
package io.tidemark.transaction;
