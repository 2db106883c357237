/**
 * What a micro-batch does to each key in the end. Comes in: row changes in the order of their LSN.
 * Goes out: one net change a key. Pure, without Spark.
 */
package io.tidemark.net;
