package io.tidemark.decode;

/** What happened to a row or table; the code is Debezium's {@code op}. */
public enum Operation {
  READ("r"),
  CREATE("c"),
  UPDATE("u"),
  DELETE("d"),
  TRUNCATE("t"),
  MESSAGE("m");

  private final String code;

  Operation(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
