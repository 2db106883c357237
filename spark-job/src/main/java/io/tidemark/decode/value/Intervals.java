package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Intervals, in the spelling of {@code IntervalStyle = postgres}. */
final class Intervals {
  /** Sent as {@code P1Y2M3DT4H5M6.789S}, each number with its own sign. */
  static final ValueReader ISO = new ValueReader(ColumnType.STRING, Intervals::iso);

  private static final String ZERO = "00:00:00";

  private static final Pattern PARTS =
      Pattern.compile(
          "P(-?\\d{1,10})Y(-?\\d{1,10})M(-?\\d{1,10})D"
              + "T(-?\\d{1,10})H(-?\\d{1,10})M(-?\\d{1,18}(?:\\.\\d{1,9})?)S");

  private Intervals() {}

  /**
   * PostgreSQL's text of an interval by its parts. As it prints them: years and months are one
   * number of months, hours to microseconds are one time.
   */
  static String text(long years, long months, long days, long timeMicros) {
    long allMonths = years * 12 + months;
    Spelling spelling = new Spelling();
    spelling.part(allMonths / 12, "year");
    spelling.part(allMonths % 12, "mon");
    spelling.part(days, "day");
    if (timeMicros != 0 || spelling.text.isEmpty()) {
      spelling.time(timeMicros);
    }
    return spelling.text.toString();
  }

  private static Object iso(JsonCursor json) throws IOException {
    String text = json.text();
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new BadMessageException("expected an interval but found " + quote(text));
    }
    try {
      long minutes =
          Math.addExact(
              Math.multiplyExact(Long.parseLong(parts.group(4)), 60L),
              Long.parseLong(parts.group(5)));
      long seconds = new BigDecimal(parts.group(6)).movePointRight(6).longValueExact();
      String interval =
          text(
              Long.parseLong(parts.group(1)),
              Long.parseLong(parts.group(2)),
              Long.parseLong(parts.group(3)),
              Math.addExact(Math.multiplyExact(minutes, 60_000_000L), seconds));
      return zeroInDoubt(interval);
    } catch (ArithmeticException e) {
      throw new BadMessageException(quote(text) + " is no interval of whole microseconds");
    }
  }

  /** The connector sends an infinite interval as one of zero. */
  static Object zeroInDoubt(String interval) {
    return interval.equals(ZERO)
        ? Unrepresentable.doubtful(ZERO, ZERO + ", infinity or -infinity")
        : interval;
  }

  /** Builds the text: after a negative part, a positive one shows its sign. */
  private static final class Spelling {
    private final StringBuilder text = new StringBuilder();
    private boolean negativeBefore;

    void part(long number, String unit) {
      if (number == 0) {
        return;
      }
      space();
      if (negativeBefore && number > 0) {
        text.append('+');
      }
      text.append(number).append(' ').append(unit).append(number == 1 ? "" : "s");
      negativeBefore = number < 0;
    }

    void time(long micros) {
      space();
      if (micros < 0) {
        text.append('-');
      } else if (negativeBefore) {
        text.append('+');
      }
      // Of the least long there is no positive: divide first.
      long seconds = Math.abs(micros / 1_000_000);
      PostgresText.twoDigits(text, seconds / 3600).append(':');
      PostgresText.twoDigits(text, seconds / 60 % 60).append(':');
      PostgresText.twoDigits(text, seconds % 60);
      PostgresText.appendFraction(text, Math.abs(micros % 1_000_000));
    }

    private void space() {
      if (!text.isEmpty()) {
        text.append(' ');
      }
    }
  }
}
