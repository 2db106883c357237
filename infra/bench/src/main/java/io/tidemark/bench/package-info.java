/**
 * The command {@code bench}: one recorded topic, read by Tidemark and by others, each in a process
 * of its own, one after another.
 */
package io.tidemark.bench;
