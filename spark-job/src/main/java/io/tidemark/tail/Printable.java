package io.tidemark.tail;

/**
 * Text of strangers, safe in a terminal: whatever could move the cursor, change colours or turn the
 * direction of writing is spelled out.
 */
final class Printable {
  private static final int LONGEST = 60;

  private Printable() {}

  /** The text with every control character as an escape. */
  static String escaped(String text) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = isControl(c);
      if (control && safe == null) {
        safe = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (safe != null) {
        safe.append(control ? escape(c) : c);
      }
    }
    return safe == null ? text : safe.toString();
  }

  /** The escaped text, in quotes unless it is a plain word, and cut where it is long. */
  static String value(String text) {
    if (!text.isEmpty() && text.length() <= LONGEST && isWord(text)) {
      return text;
    }
    boolean cut = text.length() > LONGEST;
    int end = cut && Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    String shown = cut ? text.substring(0, end) : text;
    return '"' + escaped(shown.replace("\\", "\\\\").replace("\"", "\\\"")) + (cut ? "…\"" : "\"");
  }

  private static boolean isWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && "_-.:/@+".indexOf(c) < 0) {
        return false;
      }
    }
    // Else these could be taken for a missing value and for truth values.
    return !text.equals("NULL") && !text.equals("true") && !text.equals("false");
  }

  private static boolean isControl(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", (int) c);
    };
  }
}
