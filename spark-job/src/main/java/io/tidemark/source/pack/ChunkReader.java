package io.tidemark.source.pack;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.decode.Unavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unpacks what a {@link ChunkWriter} has packed. */
public final class ChunkReader {
  private final byte[] in;
  private final Map<RowSchema, RowSchema> known;
  private final List<String> names = new ArrayList<>();
  private final List<TableId> tables = new ArrayList<>();
  private final List<RowSchema> schemas = new ArrayList<>();
  private int next;

  /**
   * Begin with a chunk.
   *
   * @param known schemas met so far, each by itself: equal ones of several chunks become one
   */
  public ChunkReader(byte[] chunk, Map<RowSchema, RowSchema> known) {
    this.in = chunk;
    this.known = known;
  }

  /** The messages, in their order. */
  public List<Decoded> messages() {
    List<Decoded> messages = new ArrayList<>();
    while (next < in.length) {
      int kind = tag();
      KafkaPosition at = new KafkaPosition(name(), number(), longNumber(), fixed());
      messages.add(
          switch (kind) {
            case Packed.CHANGE -> change(at);
            case Packed.CONTROL -> new Control(at, Control.Kind.valueOf(name()));
            case Packed.END -> new TransactionEnd(at, fixed(), fixed(), longNumber());
            default -> refusal(at);
          });
    }
    return messages;
  }

  private Refusal refusal(KafkaPosition at) {
    return new Refusal(at, (String) value(), (byte[]) value(), (byte[]) value(), row(), row());
  }

  private ChangeEvent change(KafkaPosition at) {
    Operation op = Operation.of(name());
    TableId table = table();
    RowSchema schema = schema();
    List<Object> key = list(value());
    Image before = image();
    Image after = image();
    SourcePosition position = new SourcePosition(fixed(), fixed(), longNumber());
    long commitMicros = fixed();
    Long txId = (Long) value();
    int flags = tag();
    List<Object> otherKey = list(value());
    String prefix = (String) value();
    byte[] content = (byte[]) value();
    return new ChangeEvent(
        at,
        table,
        op,
        schema,
        key,
        before,
        after,
        position,
        commitMicros,
        txId,
        (flags & 1) != 0,
        otherKey,
        op == Operation.MESSAGE ? new LogicalMessage(prefix, content) : null,
        (flags & 2) != 0);
  }

  private String name() {
    int place = number();
    if (place < 0) {
      names.add((String) value());
      place = names.size() - 1;
    }
    return names.get(place);
  }

  private TableId table() {
    if (tag() == 0) {
      return null;
    }
    int place = number();
    if (place < 0) {
      tables.add(new TableId((String) value(), (String) value()));
      place = tables.size() - 1;
    }
    return tables.get(place);
  }

  private RowSchema schema() {
    if (tag() == 0) {
      return null;
    }
    int place = number();
    if (place < 0) {
      RowSchema schema = deserialized(bytes());
      RowSchema same = known.putIfAbsent(schema, schema);
      schemas.add(same == null ? schema : same);
      place = schemas.size() - 1;
    }
    return schemas.get(place);
  }

  private static RowSchema deserialized(byte[] bytes) {
    try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (RowSchema) stream.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a chunk of this very job can't be read", e);
    }
  }

  private RowKey row() {
    Object columns = value();
    Object values = value();
    return columns == null
        ? null
        : new RowKey(list(columns).stream().map(String::valueOf).toList(), list(values));
  }

  private Image image() {
    List<Object> values = list(value());
    if (values == null) {
      return null;
    }
    int size = number();
    Map<String, String> unrepresentable = size == 0 ? Map.of() : new HashMap<>();
    for (int i = 0; i < size; i++) {
      unrepresentable.put(name(), (String) value());
    }
    return new Image(values, unrepresentable);
  }

  @SuppressWarnings("unchecked") // a list is always one of values
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private Object value() {
    int kind = tag();
    return switch (kind) {
      case Packed.NULL -> null;
      case Packed.VALUE_UNSENT -> Unavailable.VALUE;
      case Packed.OR_NULL_UNSENT -> Unavailable.OR_NULL;
      case Packed.FALSE -> false;
      case Packed.TRUE -> true;
      case Packed.SHORT -> (short) number();
      case Packed.INT -> number();
      case Packed.LONG -> fixed();
      case Packed.FLOAT -> Float.intBitsToFloat(number());
      case Packed.DOUBLE -> Double.longBitsToDouble(fixed());
      case Packed.DECIMAL -> decimal();
      case Packed.LARGE_DECIMAL -> largeDecimal();
      case Packed.LATIN -> latin();
      case Packed.TEXT -> text();
      case Packed.BYTES -> bytes();
      case Packed.LIST -> list();
      case Packed.MAP -> map();
      default -> throw new IllegalStateException("a chunk of this very job has a value " + kind);
    };
  }

  private BigDecimal decimal() {
    int scale = number();
    return BigDecimal.valueOf(longNumber(), scale);
  }

  private BigDecimal largeDecimal() {
    int scale = number();
    return new BigDecimal(new BigInteger(bytes()), scale);
  }

  private String latin() {
    int length = number();
    next += length;
    return new String(in, next - length, length, StandardCharsets.ISO_8859_1);
  }

  private String text() {
    char[] chars = new char[number()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) ((in[next] << 8) | (in[next + 1] & 0xFF));
      next += 2;
    }
    return new String(chars);
  }

  private List<Object> list() {
    Object[] values = new Object[number()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value();
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  private Map<Object, Object> map() {
    int size = number();
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Object name = value();
      map.put(name, value());
    }
    return map;
  }

  private byte[] bytes() {
    int length = number();
    next += length;
    return Arrays.copyOfRange(in, next - length, next);
  }

  private int tag() {
    return in[next++];
  }

  private int number() {
    return (int) longNumber();
  }

  private long longNumber() {
    long packed = 0;
    int shift = 0;
    byte part;
    do {
      part = in[next++];
      packed |= (part & 0x7FL) << shift;
      shift += 7;
    } while (part < 0);
    return (packed >>> 1) ^ -(packed & 1);
  }

  private long fixed() {
    next += Long.BYTES;
    return (long) Bytes.LONGS.get(in, next - Long.BYTES);
  }
}
