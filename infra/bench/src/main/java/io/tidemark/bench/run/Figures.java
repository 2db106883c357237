package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a part of the bench found.
 *
 * @param text for people, ends with a line's end
 * @param json the same, and more, for programs
 * @param good whether all was measured and every table was right
 */
public record Figures(String text, ObjectNode json, boolean good) {}
