package io.tidemark.decode;

/** What happened to a row or table; the code is Debezium's {@code op}. */
public enum Operation {
  READ("r"),
  CREATE("c"),
  UPDATE("u"),
  DELETE("d"),
  TRUNCATE("t"),
  MESSAGE("m");

  /** For every event; {@link #values} makes a new array each time. */
  private static final Operation[] ALL = values();

  private final String code;

  Operation(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** The operation with a code; null if there is none. */
  public static Operation of(String code) {
    for (Operation op : ALL) {
      if (op.code.equals(code)) {
        return op;
      }
    }
    return null;
  }
}
