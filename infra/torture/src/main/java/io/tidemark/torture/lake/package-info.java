/**
 * The lake as a stranger reads it: Delta tables through Delta Kernel, with none of the job's code.
 * Goes out: rows, versions, and what a poller saw meanwhile.
 */
package io.tidemark.torture.lake;
