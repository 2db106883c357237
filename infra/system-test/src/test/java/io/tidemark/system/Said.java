package io.tidemark.system;

/** How a command ended and what it said. */
record Said(String command, int code, String out, String err) {
  /** The same, if the command ended with 0. */
  Said well() {
    return with(0);
  }

  /** The same, if the command ended with this exit code. */
  Said with(int expected) {
    if (code != expected) {
      throw new AssertionError(
          "'%s' ended with %d instead of %d%n%s%n%s".formatted(command, code, expected, out, err));
    }
    return this;
  }
}
