/**
 * The contenders that run on the job's own class path: Spark's jars and the job's. Each is a main
 * in a JVM of its own.
 */
package io.tidemark.bench.contender;
