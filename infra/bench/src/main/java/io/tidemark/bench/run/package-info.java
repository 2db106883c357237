/** Starts the contenders one after another, compares their tables and their measures. */
package io.tidemark.bench.run;
