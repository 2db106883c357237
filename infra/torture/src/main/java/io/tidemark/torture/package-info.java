/**
 * The command {@code torture}: a plan from a seed, carried out on a real stack of its own, and the
 * verdict.
 */
package io.tidemark.torture;
