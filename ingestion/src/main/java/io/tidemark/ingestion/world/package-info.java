/**
 * The simulated world: who pays whom, where and how much, as a pure function of a random seed.
 *
 * <p>In: a random seed, the number of a run, pools of names. Out: rows of the four tables. Nothing
 * here knows of a database, a clock or a thread; this package depends on datafaker only.
 */
package io.tidemark.ingestion.world;
