package io.tidemark.delta;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stands for a key: the first 128 bits of the SHA-256 of its values. A cryptographic hash, because
 * a key's values are whatever users of the source choose, and two keys taken for one would be a
 * wrong row.
 */
public record KeyHash(long high, long low) {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
              throw new IllegalStateException("every Java has SHA-256", e);
            }
          });

  /** The hash of values in key order; values are as in {@link io.tidemark.decode.ColumnType}. */
  public static KeyHash of(List<Object> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Object value : values) {
        write(out, value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    ByteBuffer digest = ByteBuffer.wrap(SHA_256.get().digest(bytes.toByteArray()));
    return new KeyHash(digest.getLong(), digest.getLong());
  }

  /** Each value is written with its kind and length, so that no two keys give the same bytes. */
  private static void write(DataOutputStream out, Object value) throws IOException {
    if (value == null) {
      out.writeByte(0);
    } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      out.writeByte(1);
      out.writeLong(((Number) value).longValue());
    } else if (value instanceof byte[] bytes) {
      bytes(out, 2, bytes);
    } else if (value instanceof BigDecimal decimal) {
      BigDecimal plain = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
      bytes(out, 3, plain.toString().getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Double || value instanceof Float) {
      out.writeByte(4);
      out.writeDouble(((Number) value).doubleValue());
    } else if (value instanceof List<?> list) {
      out.writeByte(5);
      out.writeInt(list.size());
      for (Object element : list) {
        write(out, element);
      }
    } else if (value instanceof Object[] fields) {
      out.writeByte(7);
      for (Object field : fields) {
        write(out, field);
      }
    } else if (value instanceof Map<?, ?> map) {
      out.writeByte(8);
      out.writeInt(map.size());
      for (Map.Entry<String, Object> entry : sorted(map).entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
    } else {
      bytes(out, 6, value.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Map<String, Object> sorted(Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
    return sorted;
  }

  private static void bytes(DataOutputStream out, int kind, byte[] bytes) throws IOException {
    out.writeByte(kind);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
