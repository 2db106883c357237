package io.tidemark.config.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.tidemark.config.yaml.Node.Entry;
import io.tidemark.config.yaml.Node.Mapping;
import io.tidemark.config.yaml.Node.Scalar;
import io.tidemark.config.yaml.Node.Sequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Turns YAML text into nodes that know their lines. One document; no anchors or aliases. */
final class YamlTree {
  private final YAMLParser parser;
  private final Faults faults;

  private YamlTree(YAMLParser parser, Faults faults) {
    this.parser = parser;
    this.faults = faults;
  }

  /** The document's keys; empty, with faults noted, where the text is not a set of keys. */
  static Mapping read(String yaml, Faults faults) {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      return new YamlTree(parser, faults).document();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      faults.add(line, "", "this is not YAML: " + firstLine(e.getOriginalMessage()) + ".");
    } catch (IOException e) {
      throw new IllegalStateException("reading a string failed", e);
    }
    return new Mapping(0, new LinkedHashMap<>());
  }

  private Mapping document() throws IOException {
    Node root = parser.nextToken() == null ? new Scalar(1, null) : node("");
    if (parser.nextToken() != null) {
      faults.add(line(), "", "a second document begins here; keep only one in the file.");
    }
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    faults.add(root.line(), "", "expected keys such as \"pipeline:\", found " + root.noun() + ".");
    return new Mapping(root.line(), new LinkedHashMap<>());
  }

  private Node node(String path) throws IOException {
    JsonToken token = parser.currentToken();
    if (parser.isCurrentAlias()) {
      faults.add(line(), path, "aliases (*name) are not supported; write the value out.");
      return new Scalar(line(), null);
    }
    if (token == JsonToken.START_OBJECT) {
      return mapping(path);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(path);
    }
    return new Scalar(line(), token == JsonToken.VALUE_NULL ? null : parser.getText());
  }

  private Mapping mapping(String path) throws IOException {
    int line = line();
    LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line();
      parser.nextToken();
      String below = path.isEmpty() ? key : path + "." + key;
      Entry before = entries.putIfAbsent(key, new Entry(keyLine, node(below)));
      if (before != null) {
        faults.add(
            keyLine, below, "this key stands on line " + before.line() + " too; keep one of them.");
      }
    }
    return new Mapping(line, entries);
  }

  private Sequence sequence(String path) throws IOException {
    int line = line();
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(path + "[" + items.size() + "]"));
    }
    return new Sequence(line, items);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("unreadable");
  }
}
