package io.tidemark.config.yaml;

import java.util.LinkedHashMap;
import java.util.List;

/** A part of a YAML document, with the line on which it begins, counted from 1. */
sealed interface Node {
  int line();

  /** What to call it in a message. */
  String noun();

  /**
   * A value.
   *
   * @param text as written, before substitution; null where nothing is written
   */
  record Scalar(int line, String text) implements Node {
    @Override
    public String noun() {
      return text == null ? "nothing" : "a single value";
    }
  }

  /** A list. */
  record Sequence(int line, List<Node> items) implements Node {
    @Override
    public String noun() {
      return "a list";
    }
  }

  /** Keys with values, in the order of the file. */
  record Mapping(int line, LinkedHashMap<String, Entry> entries) implements Node {
    @Override
    public String noun() {
      return "a set of keys";
    }
  }

  /** A key's own line, and what stands behind it. */
  record Entry(int line, Node value) {}
}
