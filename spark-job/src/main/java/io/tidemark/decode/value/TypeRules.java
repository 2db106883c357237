package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import java.util.Map;
import java.util.Set;

/**
 * The one table of which source type becomes which type in the lake. A field's semantic type
 * decides first, then the source's own type name, then Connect's type. What no rule knows is kept
 * as its JSON text in a string column.
 *
 * <table>
 *   <caption>PostgreSQL type, how the connector sends it, type in the lake</caption>
 *   <tr><th>PostgreSQL</th><th>sent as</th><th>lake</th></tr>
 *   <tr><td>boolean, bit(1)</td><td>boolean</td><td>BOOLEAN</td></tr>
 *   <tr><td>smallint</td><td>int16</td><td>SHORT</td></tr>
 *   <tr><td>integer</td><td>int32</td><td>INT</td></tr>
 *   <tr><td>bigint, oid</td><td>int64</td><td>LONG</td></tr>
 *   <tr><td>real</td><td>float</td><td>FLOAT</td></tr>
 *   <tr><td>double precision</td><td>double</td><td>DOUBLE</td></tr>
 *   <tr><td>numeric(p,s) to 38 digits</td><td>string, Decimal</td><td>DECIMAL(p,s)</td></tr>
 *   <tr><td>other numeric</td><td>string, or VariableScaleDecimal</td><td>STRING</td></tr>
 *   <tr><td>money</td><td>string, or Decimal</td><td>DECIMAL(19,2)</td></tr>
 *   <tr><td>date</td><td>Date, IsoDate, StructuredDate</td><td>DATE</td></tr>
 *   <tr><td>timestamp</td><td>Timestamp, MicroTimestamp, IsoTimestamp, StructuredTimestamp</td>
 *       <td>TIMESTAMP_NTZ</td></tr>
 *   <tr><td>timestamptz</td><td>ZonedTimestamp, StructuredZonedTimestamp</td>
 *       <td>TIMESTAMP</td></tr>
 *   <tr><td>time, timetz, interval</td><td>a number, text or a struct</td><td>STRING</td></tr>
 *   <tr><td>bytea</td><td>bytes</td><td>BINARY</td></tr>
 *   <tr><td>bit(n), bit varying</td><td>Bits</td><td>STRING</td></tr>
 *   <tr><td>an array</td><td>array</td><td>ARRAY of its element's type</td></tr>
 *   <tr><td>hstore sent as a map</td><td>map</td><td>MAP</td></tr>
 *   <tr><td>text, uuid, inet, json, enum, ranges, and all else</td><td>string or struct</td>
 *       <td>STRING</td></tr>
 * </table>
 */
public final class TypeRules {
  private static final String DECIMAL = "org.apache.kafka.connect.data.Decimal";
  private static final String BITS = "io.debezium.data.Bits";

  private static final String VARIABLE_SCALE_DECIMAL = "io.debezium.data.VariableScaleDecimal";
  private static final String GEOMETRY = "io.debezium.data.geometry.Geometry";
  private static final Set<String> FIXED_GEOMETRIES = Set.of("BOX", "LSEG");

  private static final Map<String, ValueReader> BY_SEMANTIC_TYPE =
      Map.ofEntries(
          Map.entry(VARIABLE_SCALE_DECIMAL, Decimals.VARIABLE_SCALE),
          Map.entry("io.debezium.time.Date", Temporals.DATE),
          Map.entry("io.debezium.time.IsoDate", Temporals.ISO_DATE),
          Map.entry("io.debezium.time.StructuredDate", StructuredTemporals.DATE),
          Map.entry("org.apache.kafka.connect.data.Date", Temporals.DATE),
          Map.entry("io.debezium.time.Timestamp", Temporals.MILLIS),
          Map.entry("io.debezium.time.MicroTimestamp", Temporals.MICROS),
          Map.entry("io.debezium.time.IsoTimestamp", Temporals.ISO_TIMESTAMP),
          Map.entry("io.debezium.time.StructuredTimestamp", StructuredTemporals.TIMESTAMP),
          Map.entry("io.debezium.time.ZonedTimestamp", Temporals.ZONED_TIMESTAMP),
          Map.entry(
              "io.debezium.time.StructuredZonedTimestamp", StructuredTemporals.ZONED_TIMESTAMP),
          Map.entry("io.debezium.time.Time", Temporals.TIME_MILLIS),
          Map.entry("io.debezium.time.MicroTime", Temporals.TIME_MICROS),
          Map.entry("io.debezium.time.NanoTime", Temporals.TIME_NANOS),
          Map.entry("io.debezium.time.IsoTime", Temporals.ISO_TIME),
          Map.entry("io.debezium.time.StructuredTime", StructuredTemporals.TIME),
          Map.entry("io.debezium.time.ZonedTime", Temporals.ZONED_TIME),
          Map.entry("io.debezium.time.StructuredZonedTime", StructuredTemporals.ZONED_TIME),
          Map.entry("io.debezium.time.Interval", Intervals.ISO),
          Map.entry("io.debezium.time.StructuredDuration", StructuredTemporals.DURATION),
          Map.entry("io.debezium.data.geometry.Point", Geometries.POINT),
          Map.entry("io.debezium.data.geometry.Line", Geometries.LINE),
          Map.entry("io.debezium.data.geometry.Circle", Geometries.CIRCLE),
          Map.entry("io.debezium.data.Uuid", Scalars.STRING),
          Map.entry("io.debezium.data.Json", Scalars.STRING),
          Map.entry("io.debezium.data.Xml", Scalars.STRING),
          Map.entry("io.debezium.data.Enum", Scalars.STRING),
          Map.entry("io.debezium.data.Ltree", Scalars.STRING),
          Map.entry("io.debezium.data.Tsvector", Scalars.STRING));

  /**
   * PostgreSQL's own types that the connector does not know: it sends the bytes of their text. Of
   * other names, a composite type's or a domain's over bytea, what the bytes are cannot be told.
   */
  private static final Set<String> OPAQUE =
      Set.of(
          "PG_LSN",
          "XID",
          "XID8",
          "CID",
          "TID",
          "PG_SNAPSHOT",
          "TXID_SNAPSHOT",
          "TSQUERY",
          "JSONPATH",
          "ACLITEM",
          "REFCURSOR",
          "REGCLASS",
          "REGCOLLATION",
          "REGCONFIG",
          "REGDICTIONARY",
          "REGNAMESPACE",
          "REGOPER",
          "REGOPERATOR",
          "REGPROC",
          "REGPROCEDURE",
          "REGROLE",
          "REGTYPE");

  /** Arrays of which the connector has a form of the placeholder, by the source's name. */
  private static final Set<String> PLACEHELD_ARRAYS =
      Set.of(
          "_TEXT",
          "_VARCHAR",
          "_BPCHAR",
          "_JSON",
          "_JSONB",
          "_INT4",
          "_INT8",
          "_DATE",
          "_UUID",
          "_BYTEA");

  /** Vectors of PostgreSQL's catalogue, which the connector sends empty. */
  private static final Set<String> VECTORS = Set.of("INT2VECTOR", "OIDVECTOR");

  /** Bits that are surely never stored out of line: a pointer takes more. */
  private static final int FEW_BITS = 64;

  private TypeRules() {}

  /**
   * How a field's values are read.
   *
   * @throws BadMessageException if the schema has a type that Connect does not
   */
  public static ValueReader of(FieldSchema field) throws BadMessageException {
    ValueReader reader = bySchema(field);
    if (field.type().equals("array")) {
      if (isSentAsNull(field.itemWithSourceType())) {
        return reader.nullInDoubt();
      }
      return PLACEHELD_ARRAYS.contains(String.valueOf(field.sourceType()))
          ? reader
          : reader.nullOrUnavailable();
    }
    String semantic = String.valueOf(field.semantic());
    if (semantic.equals(BITS) && String.valueOf(field.sourceType()).startsWith("_")) {
      return reader.nullInDoubt(); // an array, of which the connector sends nothing but NULL
    }
    boolean large =
        switch (semantic) {
          case BITS -> field.number("length") == 0 || field.number("length") > FEW_BITS;
          case GEOMETRY -> !FIXED_GEOMETRIES.contains(String.valueOf(field.sourceType()));
          case DECIMAL, VARIABLE_SCALE_DECIMAL -> true;
          default -> false;
        };
    return large ? reader.nullOrUnavailable() : reader;
  }

  /** Whether an array of such items arrives as NULL if one of them is NaN, NULL, or in any case. */
  private static boolean isSentAsNull(FieldSchema items) {
    String semantic = String.valueOf(items.semantic());
    String source = String.valueOf(items.sourceType());
    return semantic.equals(BITS)
        || semantic.equals("io.debezium.data.Enum")
        || source.equals("NUMERIC")
        || (items.type().equals("bytes") && !source.equals("BYTEA"));
  }

  private static ValueReader bySchema(FieldSchema field) throws BadMessageException {
    ValueReader plain = byConnectType(field);
    String semantic = field.semantic();
    if (semantic == null) {
      return plain;
    }
    if (semantic.equals(DECIMAL)) {
      return Decimals.unscaled(field.number("connect.decimal.precision"), field.number("scale"));
    }
    if (semantic.equals(BITS)) {
      return Bits.of(field.number("length"), !"BIT".equals(field.sourceType()));
    }
    if (semantic.equals(GEOMETRY)) {
      return geometry(field);
    }
    ValueReader known = BY_SEMANTIC_TYPE.get(semantic);
    if (known != null) {
      return known;
    }
    return field.type().equals("array") ? plain : Scalars.RAW;
  }

  private static ValueReader byConnectType(FieldSchema field) throws BadMessageException {
    return switch (field.type()) {
      case "boolean" -> Scalars.BOOLEAN;
      case "int8", "int16" -> Scalars.SHORT;
      case "int32" -> Scalars.INT;
      case "int64" -> Scalars.LONG;
      case "float" -> Scalars.FLOAT;
      case "double" -> Scalars.DOUBLE;
      case "bytes" -> isOpaque(field) ? Scalars.TEXT_IN_BASE64 : Scalars.BINARY;
      case "string" -> text(field);
      case "array" -> array(field);
      case "map" -> isTextMap(field) ? Containers.MAP : Scalars.RAW;
      case "struct" -> Scalars.RAW;
      default ->
          throw new BadMessageException("the schema has an unknown type " + quote(field.type()));
    };
  }

  private static ValueReader text(FieldSchema field) {
    String source = field.sourceType();
    if (source == null) {
      return Scalars.STRING;
    }
    return switch (source) {
      case "NUMERIC", "DECIMAL" -> Decimals.numeric(field.sourceLength(), field.sourceScale());
      case "MONEY" -> Decimals.money();
      case "BYTEA" -> Scalars.BINARY;
      case "TEXT", "VARCHAR", "BPCHAR", "CITEXT", "NAME", "CHAR" -> Scalars.STRING;
      default -> isOpaque(field) ? Scalars.TEXT_IN_BASE64 : Scalars.DOMAIN;
    };
  }

  private static ValueReader geometry(FieldSchema field) {
    return switch (String.valueOf(field.sourceType())) {
      case "BOX" -> Geometries.BOX;
      case "LSEG" -> Geometries.SEGMENT;
      case "PATH" -> Geometries.PATH;
      case "POLYGON" -> Geometries.POLYGON;
      default -> Scalars.RAW;
    };
  }

  private static ValueReader array(FieldSchema field) throws BadMessageException {
    if (field.items() == null) {
      throw new BadMessageException("the schema has an array without items");
    }
    FieldSchema items = field.itemWithSourceType();
    if (VECTORS.contains(String.valueOf(field.sourceType()))) {
      return Containers.unsent(item(items).type());
    }
    return Containers.array(item(items), items.optional());
  }

  private static ValueReader item(FieldSchema items) throws BadMessageException {
    return switch (String.valueOf(items.semantic())) {
      case "io.debezium.time.Timestamp" -> Temporals.MILLIS_IN_ARRAY;
      case "io.debezium.time.MicroTimestamp" -> Temporals.MICROS_IN_ARRAY;
      case "io.debezium.time.MicroTime" -> Temporals.TIME_IN_ARRAY;
      default -> bySchema(items);
    };
  }

  private static boolean isOpaque(FieldSchema field) {
    String source = field.sourceType();
    return source != null && (OPAQUE.contains(source) || source.endsWith("MULTIRANGE"));
  }

  private static boolean isTextMap(FieldSchema field) {
    return field.keys() != null
        && field.values() != null
        && field.keys().type().equals("string")
        && field.values().type().equals("string")
        && field.values().semantic() == null;
  }
}
