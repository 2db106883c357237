package io.tidemark.mirror;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.value.Unrepresentable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The struct {@code _cdc} at the end of every mirrored row: {@code op} (r, c, u), {@code lsn},
 * {@code commit_lsn}, {@code tx_id} of the change that made the row; {@code committed_at} by the
 * source's clock; {@code applied_at} by ours; {@code unrepresentable}, the source text of values
 * that their column's type cannot hold, and {@code ?} with what is known of values in doubt, by
 * column, null if there is none.
 */
public final class RowMetadata {
  /** The struct's name in every table. */
  public static final String COLUMN = "_cdc";

  /** Place of {@code lsn} in the struct. */
  private static final int LSN = 1;

  /** Place of {@code applied_at} in the struct. */
  private static final int APPLIED_AT = 5;

  /** Place of {@code unrepresentable} in the struct. */
  private static final int UNREPRESENTABLE = 6;

  static final StructType TYPE =
      new StructType()
          .add("op", StringType.STRING)
          .add("lsn", LongType.LONG)
          .add("commit_lsn", LongType.LONG)
          .add("tx_id", LongType.LONG)
          .add("committed_at", TimestampType.TIMESTAMP)
          .add("applied_at", TimestampType.TIMESTAMP)
          .add("unrepresentable", new MapType(StringType.STRING, StringType.STRING, false));

  private RowMetadata() {}

  /** Whether a row was made before an LSN, by its struct. */
  static Predicate<Object[]> before(long lsn) {
    return cdc -> Long.compareUnsigned((Long) cdc[LSN], lsn) < 0;
  }

  /** Whether a row was applied before a time, microseconds since the epoch, by its struct. */
  static Predicate<Object[]> appliedBefore(long micros) {
    return cdc -> (Long) cdc[APPLIED_AT] < micros;
  }

  /**
   * Make a row one of the mirror: its {@link Unrepresentable} cells get their value, and {@code
   * _cdc}, the last, is filled with their texts and with what made the row.
   *
   * @param schema the mirror's
   */
  static void seal(Object[] row, StructType schema, ChangeEvent event, long appliedAtMicros) {
    Map<String, String> texts = null;
    for (int i = 0; i < row.length - 1; i++) {
      if (row[i] instanceof Unrepresentable cell) {
        texts = texts == null ? new HashMap<>() : texts;
        texts.put(schema.at(i).getName(), cell.text());
        row[i] = cell.value();
      }
    }
    row[row.length - 1] =
        new Object[] {
          event.op().code(),
          event.position().lsn(),
          event.position().commitLsn(),
          event.txId(),
          event.commitMicros(),
          appliedAtMicros,
          texts
        };
  }

  /** A cell of a sealed row as it was before. */
  static Object cell(Object[] row, StructType schema, int place) {
    Object[] cdc = (Object[]) row[row.length - 1];
    Object text =
        cdc == null || cdc[UNREPRESENTABLE] == null
            ? null
            : ((Map<?, ?>) cdc[UNREPRESENTABLE]).get(schema.at(place).getName());
    return text == null ? row[place] : new Unrepresentable(row[place], text.toString());
  }
}
