package io.tidemark.torture.system;

/** How a command ended and what it said. */
public record Said(String command, int code, String out, String err) {
  /** The same, if it ended with 0. */
  public Said well() {
    if (code != 0) {
      throw new CouldNotTell(
          "'%s' ended with exit code %d:%n%s%n%s".formatted(command, code, end(out), end(err)));
    }
    return this;
  }

  /** The last lines of a text. */
  public static String end(String text) {
    String[] lines = text.strip().split("\n");
    int from = Math.max(0, lines.length - 12);
    return String.join("\n", java.util.Arrays.asList(lines).subList(from, lines.length));
  }
}
