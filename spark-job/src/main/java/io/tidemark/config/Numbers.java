package io.tidemark.config;

import java.math.BigDecimal;

/** Numbers as the file writes them. */
final class Numbers {
  private Numbers() {}

  /**
   * A whole number above zero.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static long positive(String text) {
    try {
      long number = Long.parseLong(text.replace("_", ""));
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for everything that is no such number.
    }
    throw new IllegalArgumentException("is no whole number above zero. Write one, such as 50000.");
  }

  /**
   * Any number, in the shape that BigDecimal takes.
   *
   * @throws IllegalArgumentException if the text is none
   */
  static String decimal(String text) {
    try {
      return new BigDecimal(text.replace("_", "")).toPlainString();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is no number. Write one, such as 10000 or 0.5.", e);
    }
  }
}
