package io.tidemark.source.pack;

/** What stands before each part, so that the reader knows what comes. */
final class Packed {
  /** Kinds of message. */
  static final int CHANGE = 0;

  static final int CONTROL = 1;
  static final int END = 2;
  static final int REFUSAL = 3;

  /** Kinds of value. */
  static final int NULL = 0;

  static final int VALUE_UNSENT = 1;
  static final int OR_NULL_UNSENT = 2;
  static final int FALSE = 3;
  static final int TRUE = 4;
  static final int SHORT = 5;
  static final int INT = 6;
  static final int LONG = 7;
  static final int FLOAT = 8;
  static final int DOUBLE = 9;
  static final int DECIMAL = 10;
  static final int LARGE_DECIMAL = 11;
  static final int LATIN = 12;
  static final int TEXT = 13;
  static final int BYTES = 14;
  static final int LIST = 15;
  static final int MAP = 16;

  private Packed() {}
}
