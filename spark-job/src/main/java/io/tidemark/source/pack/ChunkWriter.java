package io.tidemark.source.pack;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.decode.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Packs messages; {@link ChunkReader} unpacks them. Java's own way takes ten times as long. */
public final class ChunkWriter {
  private final Bytes out = new Bytes();
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<TableId, Integer> tables = new HashMap<>();
  private final Map<RowSchema, Integer> schemas = new HashMap<>();
  private RowSchema latest;
  private int latestPlace;

  /** Bytes so far. */
  public int size() {
    return out.size();
  }

  public byte[] toBytes() {
    return out.toArray();
  }

  /** Add a message. */
  public void add(Decoded message) {
    if (message instanceof ChangeEvent change) {
      out.tag(Packed.CHANGE);
      at(change.at());
      change(change);
    } else if (message instanceof Control control) {
      out.tag(Packed.CONTROL);
      at(control.at());
      name(control.kind().name());
    } else if (message instanceof TransactionEnd end) {
      out.tag(Packed.END);
      at(end.at());
      out.fixed(end.lsn());
      out.fixed(end.committedAtMs());
      out.number(end.events());
    } else if (message instanceof Refusal refusal) {
      out.tag(Packed.REFUSAL);
      at(refusal.at());
      value(refusal.reason());
      value(refusal.key());
      value(refusal.value());
      row(refusal.row());
      row(refusal.otherRow());
    }
  }

  private void at(KafkaPosition at) {
    name(at.topic());
    out.number(at.partition());
    out.number(at.offset());
    out.fixed(at.timestampMs());
  }

  private void change(ChangeEvent change) {
    name(change.op().code());
    table(change.table());
    schema(change.schema());
    value(change.key());
    image(change.before());
    image(change.after());
    out.fixed(change.position().commitLsn());
    out.fixed(change.position().lsn());
    out.number(change.position().number());
    out.fixed(change.commitMicros());
    value(change.txId());
    out.tag((change.keyChange() ? 1 : 0) + (change.lastOfSnapshot() ? 2 : 0));
    value(change.otherKey());
    value(change.message() == null ? null : change.message().prefix());
    value(change.message() == null ? null : change.message().content());
  }

  /** A text that comes again and again. */
  private void name(String name) {
    Integer place = names.putIfAbsent(name, names.size());
    out.number(place == null ? -1 : place);
    if (place == null) {
      value(name);
    }
  }

  private void table(TableId table) {
    out.tag(table == null ? 0 : 1);
    if (table == null) {
      return;
    }
    Integer place = tables.putIfAbsent(table, tables.size());
    out.number(place == null ? -1 : place);
    if (place == null) {
      value(table.schema());
      value(table.table());
    }
  }

  /** Most often the one of the message before, to a reference; to compare two takes its time. */
  @SuppressWarnings("ReferenceEquality")
  private void schema(RowSchema schema) {
    out.tag(schema == null ? 0 : 1);
    if (schema == null) {
      return;
    }
    if (schema == latest) {
      out.number(latestPlace);
      return;
    }
    Integer place = schemas.putIfAbsent(schema, schemas.size());
    out.number(place == null ? -1 : place);
    if (place == null) {
      out.all(serialized(schema));
    }
    latest = schema;
    latestPlace = place == null ? schemas.size() - 1 : place;
  }

  private static byte[] serialized(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private void row(RowKey row) {
    value(row == null ? null : row.columns());
    value(row == null ? null : row.values());
  }

  private void image(Image image) {
    value(image == null ? null : image.values());
    if (image != null) {
      out.number(image.unrepresentable().size());
      image
          .unrepresentable()
          .forEach(
              (column, text) -> {
                name(column);
                value(text);
              });
    }
  }

  private void value(Object value) {
    if (value == null) {
      out.tag(Packed.NULL);
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof Long number) {
      out.tag(Packed.LONG);
      out.fixed(number);
    } else if (value instanceof Integer number) {
      out.tag(Packed.INT);
      out.number(number);
    } else if (value instanceof BigDecimal decimal) {
      decimal(decimal);
    } else if (value instanceof Boolean truth) {
      out.tag(truth ? Packed.TRUE : Packed.FALSE);
    } else if (value instanceof Unavailable unsent) {
      out.tag(unsent == Unavailable.VALUE ? Packed.VALUE_UNSENT : Packed.OR_NULL_UNSENT);
    } else if (value instanceof Double real) {
      out.tag(Packed.DOUBLE);
      out.fixed(Double.doubleToRawLongBits(real));
    } else if (value instanceof Float real) {
      out.tag(Packed.FLOAT);
      out.number(Float.floatToRawIntBits(real));
    } else if (value instanceof Short number) {
      out.tag(Packed.SHORT);
      out.number(number);
    } else if (value instanceof byte[] bytes) {
      out.tag(Packed.BYTES);
      out.all(bytes);
    } else if (value instanceof List<?> list) {
      out.tag(Packed.LIST);
      out.number(list.size());
      list.forEach(this::value);
    } else if (value instanceof Map<?, ?> map) {
      out.tag(Packed.MAP);
      out.number(map.size());
      map.forEach(
          (name, element) -> {
            value(name);
            value(element);
          });
    } else {
      throw new IllegalStateException("no column has values of " + value.getClass());
    }
  }

  private void text(String text) {
    if (isLatin(text)) {
      out.tag(Packed.LATIN);
      out.all(text.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      out.tag(Packed.TEXT);
      out.chars(text);
    }
  }

  private static boolean isLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private void decimal(BigDecimal decimal) {
    boolean large = decimal.unscaledValue().bitLength() >= Long.SIZE;
    out.tag(large ? Packed.LARGE_DECIMAL : Packed.DECIMAL);
    out.number(decimal.scale());
    if (large) {
      out.all(decimal.unscaledValue().toByteArray());
    } else {
      out.number(decimal.unscaledValue().longValue());
    }
  }
}
