package io.tidemark.tail;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What became of one column.
 *
 * @param before null if there was none or it is not known
 * @param after null if there is none
 */
record FieldChange(String column, JsonNode before, JsonNode after) {}
