package io.tidemark.mirror;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import java.util.function.Predicate;

/**
 * The struct {@code _cdc} at the end of every mirrored row: {@code op} (r, c, u), {@code lsn},
 * {@code commit_lsn}, {@code tx_id} of the change that made the row; {@code committed_at} by the
 * source's clock; {@code applied_at} by ours; {@code unrepresentable}, the source text of values
 * that their column's type cannot hold, by column, null if there is none.
 */
public final class RowMetadata {
  /** The struct's name in every table. */
  public static final String COLUMN = "_cdc";

  /** Place of {@code lsn} in the struct. */
  private static final int LSN = 1;

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

  static Object[] of(ChangeEvent event, long appliedAtMicros) {
    return of(event, event.after(), appliedAtMicros);
  }

  /** For the row of an image of the event. */
  static Object[] of(ChangeEvent event, Image image, long appliedAtMicros) {
    return new Object[] {
      event.op().code(),
      event.position().lsn(),
      event.position().commitLsn(),
      event.txId(),
      event.commitMicros(),
      appliedAtMicros,
      image == null || image.unrepresentable().isEmpty() ? null : image.unrepresentable()
    };
  }
}
