/**
 * Flight recordings of Tidemark's JVMs, and what they show: in go the recordings, out come shares
 * of CPU time by kind of thread, the methods in which it is spent, stacks for flame graphs, and the
 * largest heap. Needs nothing but the JDK and Jackson.
 */
package io.tidemark.bench.profile;
