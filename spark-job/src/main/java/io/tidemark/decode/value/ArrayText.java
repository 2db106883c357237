package io.tidemark.decode.value;

import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's spelling of an array (PostgreSQL, "Array Input and Output Syntax"). */
public final class ArrayText {
  private ArrayText() {}

  /**
   * The elements; null for NULL. An array of arrays gives its inner arrays, unread, as elements.
   *
   * @throws NumberFormatException if the text is no array that begins at 1
   */
  public static List<String> elements(String text) {
    if (!text.startsWith("{")) {
      throw new NumberFormatException("an array with bounds of its own");
    }
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    boolean inQuotes = false;
    int depth = 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (depth > 0) {
        element.append(c);
        if (c == '\\') {
          element.append(text.charAt(++i));
        } else if (c == '"') {
          inQuotes = !inQuotes;
        } else if (!inQuotes) {
          depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        }
      } else if (c == '\\') {
        element.append(text.charAt(++i));
      } else if (c == '"') {
        inQuotes = !inQuotes;
        quoted = true;
      } else if (!inQuotes && (c == ',' || c == '}')) {
        if (c == ',' || quoted || element.length() > 0) {
          elements.add(!quoted && element.toString().equals("NULL") ? null : element.toString());
        }
        element.setLength(0);
        quoted = false;
      } else {
        depth += !inQuotes && c == '{' ? 1 : 0;
        element.append(c);
      }
    }
    return elements;
  }
}
