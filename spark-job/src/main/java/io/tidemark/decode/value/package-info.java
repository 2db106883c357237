/**
 * Reads one column's value out of a message. Comes in: a field of Kafka Connect's schema and the
 * JSON token of its value. Goes out: the column's type in the lake and the value in that type's
 * Java form. Every rule from a source type to a lake type is in {@link
 * io.tidemark.decode.value.TypeRules}. Depends on Jackson's streaming parser only.
 */
package io.tidemark.decode.value;
