package io.tidemark.torture.system;

import java.util.List;

/** How a command ended and what it said. */
public record Said(String command, int code, String out, String err) {
  private static final int LINES = 12;

  /** The same, if it ended with 0. */
  public Said well() {
    if (code != 0) {
      throw new CouldNotTell(
          "'%s' ended with exit code %d:%n%s%n%s".formatted(command, code, end(out), end(err)));
    }
    return this;
  }

  /** The last lines of a text, without the frames of stack traces. */
  public static String end(String text) {
    List<String> lines = text.lines().filter(line -> !line.startsWith("\t")).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
