package io.tidemark.config.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The keys below one key. Reading never throws: a fault is noted and a stand-in returned, so that
 * the next fault is found too. {@link #end} refuses the keys that nobody asked for.
 */
public final class Section {
  /** What all sections of a file share. */
  private record Context(Map<String, String> environment, Faults faults) {}

  private final Node.Mapping node;
  private final String path;
  private final Context context;
  private final Set<String> asked = new LinkedHashSet<>();

  private Section(Node.Mapping node, String path, Context context) {
    this.node = node;
    this.path = path;
    this.context = context;
  }

  /** The keys at the top of a YAML text. */
  public static Section parse(String yaml, Map<String, String> environment, Faults faults) {
    return new Section(YamlTree.read(yaml, faults), "", new Context(environment, faults));
  }

  /** A value that has to be there; empty text, with a fault noted, where it is not. */
  public String text(String key) {
    return required(key, text -> text, "");
  }

  /** A value, or what stands in for it where nothing is written. */
  public String text(String key, String absent) {
    return value(key, text -> text).orElse(absent);
  }

  /**
   * A value that has to be there.
   *
   * @param parser throws {@link IllegalArgumentException} whose message continues the sentence that
   *     begins with the value in quotes
   * @param faulty what to go on with after a fault
   */
  public <T> T required(String key, Function<String, T> parser, T faulty) {
    int before = context.faults().count();
    Optional<T> value = value(key, parser);
    if (value.isEmpty() && context.faults().count() == before) {
      context.faults().add(lineOf(key), pathOf(key), "is missing; it has to be given.");
    }
    return value.orElse(faulty);
  }

  /** A value, if one is written that is not blank and the parser takes it. */
  public <T> Optional<T> value(String key, Function<String, T> parser) {
    return written(key).flatMap(text -> parsed(text, lineOf(key), pathOf(key), parser));
  }

  /**
   * A value that no message may quote, and that the file must take from the environment.
   *
   * @return empty where nothing or only blanks are given
   */
  public Optional<String> secret(String key) {
    Node.Entry entry = ask(key);
    if (entry != null
        && entry.value() instanceof Node.Scalar scalar
        && scalar.text() != null
        && !scalar.text().isBlank()
        && !Substitution.isReferenceIn(scalar.text())) {
      fault(key, "is a secret; keep it out of this file: export a variable, write ${VARIABLE}.");
      return Optional.empty();
    }
    return written(key);
  }

  /** The keys below a key; empty ones where nothing is written. */
  public Section section(String key) {
    return optional(key)
        .orElseGet(() -> below(key, new Node.Mapping(lineOf(key), new LinkedHashMap<>())));
  }

  /** The keys below a key, if any are written. */
  public Optional<Section> optional(String key) {
    Node.Entry entry = ask(key);
    if (entry == null || isBlank(entry.value())) {
      return Optional.empty();
    }
    if (entry.value() instanceof Node.Mapping mapping) {
      return Optional.of(below(key, mapping));
    }
    fault(key, "expected keys below this one, found " + entry.value().noun() + ".");
    return Optional.empty();
  }

  /** Sections by names that the user chose, in the order of the file. */
  public Map<String, Section> sections(String key) {
    Map<String, Section> result = new LinkedHashMap<>();
    optional(key)
        .ifPresent(
            named ->
                named.node.entries().keySet().stream()
                    .filter(name -> !result.containsKey(name))
                    .forEach(
                        name -> {
                          Optional<Section> section = named.optional(name);
                          if (section.isEmpty() && named.isNothing(name)) {
                            named.fault(name, "expected keys below this one, found nothing.");
                          }
                          section.ifPresent(found -> result.put(name, found));
                        }));
    return result;
  }

  /** The keys of this section, in the order of the file. */
  public Set<String> keys() {
    return node.entries().keySet();
  }

  /** A list of values, each of them parsed; what stands in for it where nothing is written. */
  public <T> List<T> list(String key, Function<String, T> parser, List<T> absent) {
    Node.Entry entry = ask(key);
    if (entry == null || isBlank(entry.value())) {
      return absent;
    }
    if (!(entry.value() instanceof Node.Sequence sequence)) {
      fault(key, "expected a list such as [a, b], found " + entry.value().noun() + ".");
      return absent;
    }
    List<T> result = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      String itemPath = pathOf(key) + "[" + i + "]";
      scalar(item, item.line(), itemPath)
          .flatMap(text -> parsed(text, item.line(), itemPath, parser))
          .ifPresent(result::add);
    }
    return result;
  }

  /** Note a fault of a key. */
  public void fault(String key, String message) {
    context.faults().add(lineOf(key), pathOf(key), message);
  }

  /** Note a fault of this section as a whole. */
  public void fault(String message) {
    context.faults().add(node.line(), path, message);
  }

  /** Refuse every key that was not asked for. Call it last. */
  public void end() {
    for (String key : node.entries().keySet()) {
      if (!asked.contains(key)) {
        fault(key, "unknown key \"" + key + "\"." + Closest.question(key, asked) + allowed());
      }
    }
  }

  private String allowed() {
    return " Allowed here: " + String.join(", ", new TreeSet<>(asked)) + ".";
  }

  private Node.Entry ask(String key) {
    asked.add(key);
    return node.entries().get(key);
  }

  private Optional<String> written(String key) {
    Node.Entry entry = ask(key);
    return entry == null ? Optional.empty() : scalar(entry.value(), entry.line(), pathOf(key));
  }

  private Optional<String> scalar(Node value, int line, String at) {
    if (!(value instanceof Node.Scalar scalar)) {
      context.faults().add(line, at, "expected a single value, found " + value.noun() + ".");
      return Optional.empty();
    }
    if (scalar.text() == null) {
      return Optional.empty();
    }
    try {
      String text = Substitution.apply(scalar.text(), context.environment());
      return Optional.of(text).filter(found -> !found.isBlank());
    } catch (IllegalArgumentException e) {
      context.faults().add(line, at, e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Optional<T> parsed(String text, int line, String at, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      context.faults().add(line, at, "\"" + text + "\" " + e.getMessage());
      return Optional.empty();
    }
  }

  private Section below(String key, Node.Mapping mapping) {
    return new Section(mapping, pathOf(key), context);
  }

  private boolean isNothing(String key) {
    return isBlank(node.entries().get(key).value());
  }

  private static boolean isBlank(Node value) {
    return value instanceof Node.Scalar scalar
        && (scalar.text() == null || scalar.text().isBlank());
  }

  private int lineOf(String key) {
    Node.Entry entry = node.entries().get(key);
    return entry == null ? node.line() : entry.line();
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
