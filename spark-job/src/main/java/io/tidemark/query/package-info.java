/** SQL over the lake, for people and scripts; a reader like any other. */
package io.tidemark.query;
