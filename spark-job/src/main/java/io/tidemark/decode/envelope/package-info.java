/**
 * Takes a message apart: the embedded schema, recognised by its bytes and parsed once, and the
 * payload that it describes. Comes in: key and value bytes. Goes out: images, source and operation.
 * Depends on Jackson and {@link io.tidemark.decode.value} only.
 */
package io.tidemark.decode.envelope;
