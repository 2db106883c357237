/**
 * What each micro-batch applied and how far the lake is: {@code <lake>/ledger}. Written last: its
 * row names the table versions that belong together.
 */
package io.tidemark.ledger;
