package io.tidemark.decode.value;

import io.tidemark.decode.ColumnType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads values as PostgreSQL itself spells them (session in UTC, ISO dates) into the columns that
 * {@link TypeRules} has for what the connector sends of their type. A type that it has no rule for,
 * or that the connector sends in another form than PostgreSQL's, has none here either.
 */
public final class TextRules {
  private static final Set<String> TEXTS =
      Set.of(
          "text",
          "varchar",
          "bpchar",
          "citext",
          "name",
          "char",
          "ltree",
          "tsvector",
          "json",
          "jsonb",
          "xml",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "time",
          "int4range",
          "int8range",
          "numrange",
          "daterange",
          "tsrange",
          "tstzrange",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "circle");

  /** Element types whose arrays arrive with every element, as {@code conformance.md} shows. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "int2",
          "int4",
          "int8",
          "oid",
          "bool",
          "float4",
          "float8",
          "numeric",
          "text",
          "varchar",
          "bpchar",
          "citext",
          "ltree",
          "json",
          "jsonb",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "bytea",
          "date",
          "timestamp",
          "timestamptz");

  /** Base types of the domains whose values arrive as theirs do. */
  private static final Set<String> BASES =
      Set.of("text", "varchar", "bpchar", "int2", "int4", "int8", "bool", "float4", "float8");

  private static final Map<String, TextReader> PLAIN =
      Map.ofEntries(
          Map.entry("bool", new TextReader(ColumnType.BOOLEAN, text -> text.equals("t"))),
          Map.entry("int2", new TextReader(ColumnType.SHORT, Short::valueOf)),
          Map.entry("int4", new TextReader(ColumnType.INT, Integer::valueOf)),
          Map.entry("int8", new TextReader(ColumnType.LONG, Long::valueOf)),
          Map.entry("oid", new TextReader(ColumnType.LONG, Long::valueOf)),
          Map.entry("float4", new TextReader(ColumnType.FLOAT, Float::valueOf)),
          Map.entry("float8", new TextReader(ColumnType.DOUBLE, Double::valueOf)),
          Map.entry("bytea", new TextReader(ColumnType.BINARY, TextRules::bytes)),
          Map.entry("date", new TextReader(ColumnType.DATE, TextRules::date)),
          Map.entry("timestamp", new TextReader(ColumnType.TIMESTAMP_NTZ, t -> micros(t, ""))),
          Map.entry("timestamptz", new TextReader(ColumnType.TIMESTAMP, t -> micros(t, "+00"))),
          Map.entry("interval", new TextReader(ColumnType.STRING, TextRules::interval, false)));

  private TextRules() {}

  /**
   * A type as the catalogue has it.
   *
   * @param name PostgreSQL's own, such as {@code int4}; of a domain its base type's, of an array
   *     its element's
   * @param modifier {@code atttypmod}: precision, scale or length; -1 for none
   * @param isEnum whether it is, or has elements of, an enum
   */
  public record SourceType(
      String name, int modifier, boolean array, boolean domain, boolean isEnum) {}

  /**
   * Reads the values of one column.
   *
   * @param type of the column in the lake
   * @param read the value of a text, in its type's Java form or an {@link Unrepresentable}
   * @param asStreamed whether the connector sends every value so that the same comes of it: false
   *     where some of its values arrive lost or in doubt
   */
  public record TextReader(ColumnType type, Function<String, Object> read, boolean asStreamed) {
    TextReader(ColumnType type, Function<String, Object> read) {
      this(type, read, true);
    }

    /**
     * The value of a text; null for null.
     *
     * @throws RuntimeException if it is no text of the type, which PostgreSQL does not give
     */
    public Object value(String text) {
      return text == null ? null : read.apply(text);
    }
  }

  /** How values of a type are read; empty where nobody can tell that it is as they are streamed. */
  public static Optional<TextReader> of(SourceType type) {
    if (type.array()) {
      boolean known = !type.domain() && !type.isEnum() && ELEMENTS.contains(type.name());
      return known ? scalar(type).map(TextRules::array) : Optional.empty();
    }
    if (type.domain()) {
      return BASES.contains(type.name())
          ? scalar(type).map(base -> new TextReader(base.type(), base.read(), false))
          : Optional.empty();
    }
    return scalar(type);
  }

  private static Optional<TextReader> scalar(SourceType type) {
    if (type.isEnum() || TEXTS.contains(type.name())) {
      return Optional.of(new TextReader(ColumnType.STRING, text -> text));
    }
    return switch (type.name()) {
      case "numeric" -> Optional.of(numeric(type.modifier()));
      case "money" -> Optional.of(decimal(Decimals.money().type()));
      case "bit" ->
          Optional.of(
              type.modifier() == 1
                  ? new TextReader(ColumnType.BOOLEAN, text -> text.equals("1"))
                  : new TextReader(ColumnType.STRING, text -> text));
      default -> Optional.ofNullable(PLAIN.get(type.name()));
    };
  }

  /** By the modifier's packing of precision and scale (PostgreSQL, {@code numeric.c}). */
  private static TextReader numeric(int modifier) {
    int packed = modifier - 4;
    int precision = modifier < 4 ? 0 : packed >> 16 & 0xffff;
    int scale = modifier < 4 ? 0 : ((packed & 0x7ff) ^ 0x400) - 0x400;
    ColumnType type = Decimals.numeric(precision, scale).type();
    return type.kind() == ColumnType.Kind.DECIMAL
        ? decimal(type)
        : new TextReader(ColumnType.STRING, text -> text);
  }

  private static TextReader decimal(ColumnType type) {
    return new TextReader(
        type,
        text -> {
          char last = text.charAt(text.length() - 1); // NaN, Infinity
          return last >= '0' && last <= '9'
              ? new BigDecimal(text).setScale(type.scale())
              : Unrepresentable.of(text);
        });
  }

  private static Object bytes(String text) {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  private static Object interval(String text) {
    return text.endsWith("infinity") ? Unrepresentable.of(text) : text;
  }

  private static Object date(String text) {
    return isPlain(text, 10) && text.length() == 10 ? (int) day(text) : Unrepresentable.of(text);
  }

  /** Whether a text begins with a date of four digits' year and has no more digits before it. */
  private static boolean isPlain(String text, int length) {
    return text.length() >= length && text.charAt(4) == '-' && !text.endsWith("BC");
  }

  private static long day(String text) {
    return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  private static Object micros(String text, String zone) {
    if (!isPlain(text, 19)) {
      return Unrepresentable.of(text);
    }
    int end = text.length() - zone.length();
    long seconds =
        day(text) * 86_400
            + number(text, 11, 13) * 3600L
            + number(text, 14, 16) * 60L
            + number(text, 17, 19);
    long fraction = 0;
    for (int i = 20, unit = 100_000; i < end; i++, unit /= 10) {
      fraction += (long) unit * (text.charAt(i) - '0');
    }
    return seconds * 1_000_000 + fraction;
  }

  /** One value that its type can't hold makes the array so; so do arrays of arrays. */
  private static TextReader array(TextReader element) {
    return new TextReader(
        ColumnType.array(element.type()),
        text -> {
          int begin = text.indexOf('{');
          if (text.startsWith("{", begin + 1)) {
            return Unrepresentable.of(text);
          }
          List<Object> values = new ArrayList<>();
          for (String part : ArrayText.elements(text.substring(begin))) {
            Object value = element.value(part);
            if (value instanceof Unrepresentable) {
              return Unrepresentable.of(text);
            }
            values.add(value);
          }
          return Collections.unmodifiableList(values);
        },
        false);
  }
}
