package io.tidemark.config.yaml;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into a value: {@code ${NAME}}, or {@code ${NAME:-default}} where the
 * default stands in for a variable that is not set or empty. {@code $$} before a brace keeps it as
 * it is.
 */
final class Substitution {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$?)\\{([^}:]*)(?::-([^}]*))?([^}]*)(\\}?)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private Substitution() {}

  /** Whether the value takes anything from the environment. */
  static boolean isReferenceIn(String text) {
    Matcher references = REFERENCE.matcher(text);
    while (references.find()) {
      if (references.group(1).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value with its references replaced.
   *
   * @throws IllegalArgumentException if a reference is malformed, or its variable is not set and
   *     has no default; the message says how to mend it
   */
  static String apply(String text, Map<String, String> environment) {
    Matcher references = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (references.find()) {
      boolean escaped = !references.group(1).isEmpty();
      String replacement =
          escaped ? references.group().substring(1) : value(references, environment);
      references.appendReplacement(result, Matcher.quoteReplacement(replacement));
    }
    return references.appendTail(result).toString();
  }

  private static String value(Matcher reference, Map<String, String> environment) {
    String name = reference.group(2);
    boolean whole = reference.group(4).isEmpty() && !reference.group(5).isEmpty();
    if (!whole || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"${"
              + name
              + "\" is not a reference to an environment variable."
              + " Write ${NAME} or ${NAME:-default}; for a literal ${ write $${.");
    }
    String value = environment.get(name);
    if (reference.group(3) != null && (value == null || value.isEmpty())) {
      return reference.group(3);
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "the environment variable \""
              + name
              + "\" is not set."
              + " Export it, or give a default: ${"
              + name
              + ":-value}.");
    }
    return value;
  }
}
