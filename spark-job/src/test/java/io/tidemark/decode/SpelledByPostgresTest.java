package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.value.PostgresText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Decoded values against the text that PostgreSQL itself gave for the same rows. Where they differ,
 * the connector has lost the value: each such loss is named here, with {@code ?} where the row says
 * that its value is in doubt.
 */
class SpelledByPostgresTest {
  private static final List<String> COLUMNS =
      List.of("d", "t", "t3", "ttz", "ts", "ts3", "ts0", "tstz", "tstz3", "iv", "ivym");

  /** {@code select …::text from temporal}, by id; PostgreSQL 18, {@code timezone = UTC}. */
  private static final Map<Integer, String> ROWS =
      Map.ofEntries(
          Map.entry(
              1,
              "2026-02-28|23:59:59.999999|12:00:00.123|12:00:00.123456+05:30|"
                  + "2026-02-28 23:59:59.999999|2026-02-28 23:59:59.999|2026-02-28 23:59:59|"
                  + "2026-02-28 20:59:59.999999+00|2026-02-28 20:59:59.999+00|"
                  + "1 year 2 mons 3 days 04:05:06.789|3 years 2 mons"),
          Map.entry(
              2,
              "infinity|24:00:00|00:00:00|24:00:00+00|infinity|infinity|infinity|infinity|"
                  + "infinity|-1 days +02:00:00|-1 mons"),
          Map.entry(
              3,
              "-infinity|00:00:00|00:00:00|00:00:00-12|-infinity|-infinity|-infinity|-infinity|"
                  + "-infinity|1000000:00:00|00:00:00"),
          Map.entry(4, "null|null|null|null|null|null|null|null|null|null|null"),
          Map.entry(
              5,
              "5874897-12-31|00:00:00|00:00:00|24:00:00-03|294276-12-31 23:59:59.999999|"
                  + "294276-12-31 23:59:59.999|294276-12-31 23:59:59|"
                  + "294276-12-31 23:59:59.999999+00|9999-12-31 23:59:59.999+00|"
                  + "178000000 years|1 mon"),
          Map.entry(
              6,
              "4713-01-01 BC|00:00:00|00:00:00|12:00:00+01|0001-01-01 00:00:00 BC|"
                  + "0044-03-15 12:00:00 BC|0044-03-15 12:00:00 BC|0044-03-15 12:00:00+00 BC|"
                  + "0044-03-15 12:00:00+00 BC|10 mons 3 days -04:05:06.000001|00:00:00"),
          Map.entry(
              7,
              "0001-01-01|00:00:00.000001|00:00:00|12:00:00.5-03:30:15|0001-01-01 00:00:00|"
                  + "9999-12-31 23:59:59.999|10000-01-01 00:00:00|0001-01-01 00:00:00+00|"
                  + "2026-01-01 00:00:00+00|-1 years -2 mons -3 days -04:05:06.7|"
                  + "-1 years -2 mons"),
          Map.entry(
              8,
              "1582-10-10|00:00:00|00:00:00|12:00:00+00|1582-10-10 12:00:00|"
                  + "1969-12-31 23:59:59.5|1969-12-31 00:00:00|1582-10-10 00:00:00+00|"
                  + "1900-01-01 00:00:00+00|infinity|00:00:00"),
          Map.entry(
              9,
              "2026-03-01|00:00:00|00:00:00|12:00:00+00|290000-01-01 00:00:00|"
                  + "290000-01-01 00:00:00|290000-01-01 00:00:00|290000-01-01 00:00:00+00|"
                  + "2026-01-01 00:00:00+00|-infinity|00:00:00"),
          Map.entry(
              10,
              "2026-03-01|00:00:00|00:00:00|12:00:00+00|2026-03-01 00:00:00.1|"
                  + "2026-03-01 00:00:00|2026-03-01 00:00:00|2026-03-01 02:30:00.000001+00|"
                  + "2026-01-01 00:00:00+00|00:00:00.000001|1 mon"),
          Map.entry(
              11,
              "2026-03-01|00:00:00|00:00:00|12:00:00+00|2026-03-01 00:00:00.1|"
                  + "2026-03-01 00:00:00|2026-03-01 00:00:00|2026-03-01 02:30:00+00|"
                  + "2026-01-01 00:00:00+00|12345678 days 99:00:00.123456|1 mon"));

  @ParameterizedTest
  @CsvSource({
    "live.temporal__c, iv 8?; iv 9?; ts 5?; ttz 1?; ttz 3?; ttz 5?; ttz 6?; ttz 7?",
    "live.temporal__r, d 6; d 8; iv 8?; iv 9?; ts 5?; ttz 1?; ttz 3?; ttz 5?; ttz 6?; ttz 7?",
    "parts.temporal__c, iv 8?; iv 9?; t 2?",
    "parts.temporal__r, d 6; d 8; iv 8?; iv 9?; t 2?"
  })
  void temporalValuesAreSpelledAsPostgresDoesButForTheConnectorsLosses(
      String recordings, String losses) {
    TreeSet<String> differing = new TreeSet<>();
    int rows = 0;
    for (Recording recording : Recording.all()) {
      if (recording.name().contains(recordings)) {
        ChangeEvent event = decoded(recording);
        int id = (Integer) event.after().value(0) % 100;
        String[] expected = ROWS.get(id).split("\\|", -1);
        for (int i = 0; i < COLUMNS.size(); i++) {
          if (!text(event, COLUMNS.get(i)).equals(expected[i])) {
            String mark = event.after().unrepresentable().getOrDefault(COLUMNS.get(i), "");
            differing.add(COLUMNS.get(i) + " " + id + (mark.startsWith("?") ? "?" : ""));
          }
        }
        rows++;
      }
    }
    assertThat(rows).isEqualTo(ROWS.size());
    assertThat(differing.stream().collect(Collectors.joining("; "))).isEqualTo(losses);
  }

  @Test
  void geometriesAreSpelledAsPostgresDoes() {
    List<String> columns = List.of("pt", "ln", "bx", "ci", "ls", "pho", "phc");

    assertThat(texts("684", columns))
        .containsExactly(
            "(1.5,-2)",
            "{1,2,3}",
            "(1,1),(0,0)",
            "<(0,0),5>",
            "[(0,0),(1,1)]",
            "[(0,0),(1,1)]",
            "((0,0),(1,1),(2,0))");
    assertThat(texts("686", columns))
        .containsExactly(
            "(1e+300,0.1)",
            "{0.1,-1,1e-10}",
            "(3,4),(1,2)",
            "<(0.1,0.2),0.3>",
            "[(0.1,0),(1,1)]",
            "((0,0),(1,1),(0,0))",
            "((0.1,1e+20))");
  }

  @Test
  void otherTypesAreSpelledAsPostgresDoes() {
    assertThat(
            texts("684", List.of("b9", "ir", "nr", "tr", "imr", "lsn", "x8", "snap", "jp", "rc")))
        .containsExactly(
            "101010101",
            "[1,10)",
            "(1.5,)",
            "[\"2026-01-01 00:00:00+00\",\"2026-02-01 00:00:00+00\")",
            "{[1,3),[5,7)}",
            "16/B374D848",
            "18446744073709551615",
            "10:20:10,14",
            "$.\"a\"[*]",
            "pg_class");
    assertThat(texts("677", List.of("c", "js", "jb", "tv", "tq", "ch", "ip", "mac8")))
        .containsExactly(
            "ab   ",
            "{\"b\": 1,  \"a\":[1,2,{\"x\":null}], \"b\":2}",
            "{\"a\": [1, 2, {\"x\": null}], \"b\": 1, \"big\": 12345678901234567890.12345}",
            "'cat' 'fat' 'sat' 'the'",
            "'fat' & 'cat'",
            "x",
            "192.168.0.1/24",
            "08:00:2b:01:02:03:04:05");
  }

  private static List<String> texts(String number, List<String> columns) {
    ChangeEvent event = decoded(Recording.of(number));
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      texts.add(text(event, column));
    }
    return texts;
  }

  private static String text(ChangeEvent event, String column) {
    int place = event.schema().indexOf(column);
    Object value = event.after().value(place);
    if (value == null) {
      String text = event.after().unrepresentable().getOrDefault(column, "?");
      return text.equals("?") ? "null" : text;
    }
    return switch (event.schema().columns().get(place).type().kind()) {
      case DATE -> PostgresText.date((Integer) value);
      case TIMESTAMP -> PostgresText.timestampTz((Long) value);
      case TIMESTAMP_NTZ -> PostgresText.timestamp((Long) value);
      default -> value.toString();
    };
  }

  private static ChangeEvent decoded(Recording recording) {
    return (ChangeEvent)
        recording.decodedBy(new Decoder(DecoderSettings.of(EventText.PLACEHOLDER)));
  }
}
