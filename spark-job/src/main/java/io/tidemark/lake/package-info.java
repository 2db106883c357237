/**
 * The lake's folders and who may write them. Names of the source become paths here and nowhere
 * else.
 */
package io.tidemark.lake;
