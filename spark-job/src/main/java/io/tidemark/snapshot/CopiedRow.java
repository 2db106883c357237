package io.tidemark.snapshot;

import java.nio.charset.StandardCharsets;

/**
 * One row as {@code COPY … TO STDOUT} sends it in the text format: columns with tabs between them,
 * {@code \N} for NULL, a backslash before what would be taken for something else (PostgreSQL,
 * "COPY", "Text Format").
 */
final class CopiedRow {
  private CopiedRow() {}

  /**
   * The texts of the columns.
   *
   * @param line in UTF-8, with the line break at its end
   * @param texts takes them, null for NULL; as long as there are columns
   */
  static void read(byte[] line, String[] texts) {
    int column = 0;
    int begin = 0;
    boolean escaped = false;
    for (int i = 0; i < line.length; i++) {
      byte b = line[i];
      if (b == '\\') {
        escaped = true;
        i++; // what comes next is not a tab between columns
      } else if (b == '\t' || b == '\n') {
        texts[column++] = escaped ? unescaped(line, begin, i) : text(line, begin, i);
        begin = i + 1;
        escaped = false;
      }
    }
    if (column != texts.length || begin != line.length) {
      throw new IllegalStateException(
          "a row of %d columns where %d were asked for".formatted(column, texts.length));
    }
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  private static String unescaped(byte[] line, int from, int to) {
    if (to - from == 2 && line[from + 1] == 'N') {
      return null;
    }
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      plain[length++] = line[i] == '\\' ? meant(line[++i]) : line[i];
    }
    return text(plain, 0, length);
  }

  private static byte meant(byte escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> escaped;
    };
  }
}
