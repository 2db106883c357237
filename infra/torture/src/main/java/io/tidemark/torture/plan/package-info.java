/**
 * From a seed to everything that a run will do: tables, what each session says to the database and
 * when, and what is broken meanwhile. Comes in: a seed and a length. Goes out: a {@link
 * io.tidemark.torture.plan.Plan}, made before the run, of nothing else. No clock, no database.
 */
package io.tidemark.torture.plan;
