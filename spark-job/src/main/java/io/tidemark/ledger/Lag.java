package io.tidemark.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How long changes took from their commit in PostgreSQL until readers of a mirror could see them,
 * in milliseconds, to two digits. The begin is by the source's clock and the end by ours: between
 * two machines it is only as right as their clocks. Rows of a snapshot have no lag. Mutable; not
 * thread-safe.
 */
public final class Lag {
  private static final int DIGITS = 2;

  private final Histogram histogram = new Histogram(DIGITS);

  public Lag() {
    histogram.setAutoResize(true);
  }

  /** Count a change; a clock behind the source's gives 0. */
  public void add(long committedAtMicros, long visibleAtMicros) {
    histogram.recordValue(Math.max(0, (visibleAtMicros - committedAtMicros) / 1000));
  }

  /** Count all changes that another one counted. */
  public void add(Lag other) {
    histogram.add(other.histogram);
  }

  public boolean isEmpty() {
    return histogram.getTotalCount() == 0;
  }

  /** The lag that this part of all changes does not exceed; null if there is no change. */
  public Long percentileMs(double percentile) {
    return isEmpty() ? null : histogram.getValueAtPercentile(percentile);
  }

  /** HdrHistogram's compressed form in Base64; null if there is no change. */
  public String encoded() {
    if (isEmpty()) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /** From {@link #encoded}; null is no change. */
  public static Lag decoded(String base64) {
    Lag lag = new Lag();
    if (base64 != null) {
      try {
        lag.histogram.add(
            Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0));
      } catch (DataFormatException | IllegalArgumentException e) {
        throw new IllegalStateException("a lag histogram in the ledger is broken", e);
      }
    }
    return lag;
  }
}
