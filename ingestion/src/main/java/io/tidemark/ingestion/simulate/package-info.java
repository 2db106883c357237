/**
 * Endless traffic from concurrent sessions, reproducible by a random seed.
 *
 * <p>A {@link io.tidemark.ingestion.simulate.Plan} says what a session does, as a pure function of
 * the seed and of what the database holds at the start; the rest carries plans out at their time,
 * tries again what may succeed, and reports.
 */
package io.tidemark.ingestion.simulate;
