package io.tidemark.decode;

import java.io.Serializable;
import java.util.Objects;

/**
 * The type of a column in the lake, with its Java value: BOOLEAN Boolean, SHORT Short, INT Integer,
 * LONG Long, FLOAT Float, DOUBLE Double, DECIMAL BigDecimal with exactly this scale, STRING String,
 * BINARY byte[], DATE Integer (days since 1970-01-01), TIMESTAMP and TIMESTAMP_NTZ Long
 * (microseconds since 1970-01-01T00:00, UTC or local), ARRAY List with nullable elements, MAP
 * Map&lt;String, String&gt; with nullable values.
 *
 * @param precision total digits of a DECIMAL, at most 38; 0 otherwise
 * @param scale digits after the point of a DECIMAL; 0 otherwise
 * @param element element type of an ARRAY; null otherwise
 */
public record ColumnType(Kind kind, int precision, int scale, ColumnType element)
    implements Serializable {
  public static final ColumnType BOOLEAN = of(Kind.BOOLEAN);
  public static final ColumnType SHORT = of(Kind.SHORT);
  public static final ColumnType INT = of(Kind.INT);
  public static final ColumnType LONG = of(Kind.LONG);
  public static final ColumnType FLOAT = of(Kind.FLOAT);
  public static final ColumnType DOUBLE = of(Kind.DOUBLE);
  public static final ColumnType STRING = of(Kind.STRING);
  public static final ColumnType BINARY = of(Kind.BINARY);
  public static final ColumnType DATE = of(Kind.DATE);
  public static final ColumnType TIMESTAMP = of(Kind.TIMESTAMP);
  public static final ColumnType TIMESTAMP_NTZ = of(Kind.TIMESTAMP_NTZ);
  public static final ColumnType MAP = of(Kind.MAP);

  /** The kinds of column. */
  public enum Kind {
    BOOLEAN,
    SHORT,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    DECIMAL,
    STRING,
    BINARY,
    DATE,
    TIMESTAMP,
    TIMESTAMP_NTZ,
    ARRAY,
    MAP
  }

  public ColumnType {
    Objects.requireNonNull(kind, "kind");
  }

  public static ColumnType decimal(int precision, int scale) {
    return new ColumnType(Kind.DECIMAL, precision, scale, null);
  }

  public static ColumnType array(ColumnType element) {
    return new ColumnType(Kind.ARRAY, 0, 0, element);
  }

  private static ColumnType of(Kind kind) {
    return new ColumnType(kind, 0, 0, null);
  }
}
