/**
 * A Delta table as the writers need it: rows in, one atomic commit out, old rows marked by their
 * position. The log is Delta Kernel's in plain Java, which does in milliseconds what takes Spark
 * jobs elsewhere. Comes in: rows as {@code Object[]}. Goes out: table versions. Depends on Kernel
 * and Hadoop only.
 */
package io.tidemark.delta;
