package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the recorded messages become. */
class RecordedEventsTest {
  private static final long ANN = 1767323045678901L;
  private static final String A = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
  private static final String B = "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
  private static final List<Object> NONE = null;

  static Stream<Arguments> rows() {
    return Stream.of(
        arguments(
            "026",
            Operation.READ,
            "public.customers",
            list(1),
            NONE,
            NONE,
            list(1, "One", "one@x.io", dec("1.00"), 1767225600000000L)),
        arguments(
            "078",
            Operation.CREATE,
            "public.customers",
            list(10),
            NONE,
            NONE,
            list(10, "Ann", "ann@x.io", dec("12.50"), ANN)),
        arguments(
            "086",
            Operation.UPDATE,
            "public.customers",
            list(10),
            NONE,
            NONE,
            list(10, "Ann", "ann@x.io", dec("99.99"), ANN)),
        arguments(
            "094",
            Operation.DELETE,
            "public.customers",
            list(10),
            list(11),
            list(10, "", null, null, 0L),
            NONE),
        arguments(
            "096",
            Operation.CREATE,
            "public.customers",
            list(11),
            list(10),
            NONE,
            list(11, "Ann", "ann@x.io", dec("99.99"), ANN)),
        arguments(
            "097",
            Operation.DELETE,
            "public.customers",
            list(11),
            NONE,
            list(11, "", null, null, 0L),
            NONE),
        arguments(
            "162",
            Operation.CREATE,
            "public.comp",
            list("eu", 2),
            list("eu", 1),
            NONE,
            list("eu", 2, "v2")),
        arguments("204", Operation.TRUNCATE, "public.customers", NONE, NONE, NONE, NONE),
        arguments("784", Operation.TRUNCATE, "live.keyless", NONE, NONE, NONE, NONE),
        arguments("732", Operation.CREATE, "live.keyless", NONE, NONE, NONE, list(1, "x")),
        arguments("734", Operation.UPDATE, "live.keyless", NONE, NONE, list(1, "x"), list(1, "y")),
        arguments("736", Operation.DELETE, "live.keyless", NONE, NONE, list(1, "y"), NONE),
        arguments(
            "718",
            Operation.UPDATE,
            "live.full_shop",
            list(1),
            NONE,
            list(1, dec("1.50"), "a"),
            list(1, dec("2.50"), "a")),
        arguments(
            "725",
            Operation.DELETE,
            "live.full_shop",
            list(1),
            list(3),
            list(1, dec("2.50"), "a"),
            NONE),
        arguments(
            "701",
            Operation.CREATE,
            "live.shop",
            list(A),
            NONE,
            NONE,
            list(
                A,
                1772332200000001L,
                dec("120.00"),
                "10.0.0.1",
                "Grüße 😀 \"x\"",
                null,
                Long.MAX_VALUE)),
        arguments(
            "710",
            Operation.DELETE,
            "live.shop",
            list(B),
            NONE,
            list(B, 0L, null, null, null, null, 7L),
            NONE),
        arguments(
            "747",
            Operation.DELETE,
            "live.pair",
            list(1, "eu"),
            list(2, "e\"u\\"),
            list("eu", 1, null),
            NONE),
        arguments(
            "786",
            Operation.CREATE,
            "live.numkey",
            list(dec("2.50")),
            list(dec("1.50")),
            NONE,
            list(dec("2.50"), "a")),
        arguments(
            "829",
            Operation.DELETE,
            "live.daykey",
            list(20512),
            list(20513),
            list(20512, null),
            NONE));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowEventCarriesOperationKeysAndImages(
      String number,
      Operation op,
      String table,
      List<Object> key,
      List<Object> otherKey,
      List<Object> before,
      List<Object> after) {
    ChangeEvent event = (ChangeEvent) decoded(number);

    assertThat(event.op()).isEqualTo(op);
    assertThat(event.table()).hasToString(table);
    assertThat(event.key()).isEqualTo(key);
    assertThat(event.otherKey()).isEqualTo(otherKey);
    assertThat(event.keyChange()).isEqualTo(otherKey != null);
    assertThat(event.before() == null ? null : event.before().values()).isEqualTo(before);
    assertThat(event.after() == null ? null : event.after().values()).isEqualTo(after);
    assertThat(event.schema() == null).isEqualTo(op == Operation.TRUNCATE);
  }

  @Test
  void theSchemaNamesColumnsWithTheSourcesTypesAndTheKeyInItsOrder() {
    RowSchema shop = ((ChangeEvent) decoded("701")).schema();

    assertThat(shop.columns())
        .containsExactly(
            new Column("id", ColumnType.STRING, "uuid", false),
            new Column("at", ColumnType.TIMESTAMP, "timestamptz", false),
            new Column("amount", ColumnType.decimal(12, 2), "numeric"),
            new Column("ip", ColumnType.STRING, "inet"),
            new Column("note", ColumnType.STRING, "text"),
            new Column("change", ColumnType.STRING, "jsonb"),
            new Column("n", ColumnType.LONG, "int8", false));
    assertThat(shop.key()).containsExactly("id");
    assertThat(((ChangeEvent) decoded("746")).schema().key()).containsExactly("n", "region");
    assertThat(((ChangeEvent) decoded("732")).schema().key()).isEmpty();
    assertThat(((ChangeEvent) decoded("086")).schema().columns().get(0).sourceType()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "026, 0, 27184072, 0, 1795394819736936, 799",
    "078, 27184984, 27184984, 1, 1795394840478313, 802",
    "204, 27452832, 27823448, 2, 1795394883292875, 839",
    "211, 27831728, 27831800, 1, 1795394886748075, 841",
    "218, 27832248, 27832248, 0, 1795394886748075, "
  })
  void thePositionTimeAndTransactionComeFromTheSource(
      String number, long commitLsn, long lsn, long order, long micros, Long txId) {
    ChangeEvent event = (ChangeEvent) decoded(number);

    assertThat(event.position()).isEqualTo(new SourcePosition(commitLsn, lsn, order));
    assertThat(event.commitMicros()).isEqualTo(micros);
    assertThat(event.txId()).isEqualTo(txId);
    assertThat(event.at()).isEqualTo(Recording.of(number).at());
  }

  @Test
  void aLogicalMessageHasPrefixAndContent() {
    ChangeEvent event = (ChangeEvent) decoded("211");

    assertThat(event.op()).isEqualTo(Operation.MESSAGE);
    assertThat(event.table()).isNull();
    assertThat(event.message().prefix()).isEqualTo("audit");
    assertThat(new String(event.message().content(), StandardCharsets.UTF_8))
        .isEqualTo("{\"who\":\"me\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "092, TOMBSTONE",
    "098, TOMBSTONE",
    "172, TOMBSTONE",
    "739, TOMBSTONE",
    "079, TRANSACTION",
    "081, TRANSACTION",
    "082, TRANSACTION",
    "385, HEARTBEAT",
    "650, HEARTBEAT"
  })
  void aControlMessageIsKnownWithAndWithoutSchema(String number, Control.Kind kind) {
    assertThat(decoded(number)).isEqualTo(new Control(Recording.of(number).at(), kind));
  }

  @Test
  void theEndOfATransactionTellsItsPlaceAndHowManyChangesCountForIt() {
    assertThat(decoded("080"))
        .isEqualTo(new TransactionEnd(Recording.of("080").at(), 27_185_184, 1_795_394_840_478L, 1));
    ChangeEvent change = (ChangeEvent) decoded("078");
    assertThat(change.counted()).isTrue();
    assertThat(change.position().commitLsn()).isLessThan(27_185_184);
    assertThat(((ChangeEvent) decoded("026")).counted()).as("a row of a snapshot").isFalse();
  }

  @Test
  void everyRecordedMessageWithASchemaIsDecodedButThoseWhoseKeyTheLakeCannotHold() {
    List<String> refused =
        Recording.all().stream()
            .filter(recording -> !recording.name().matches(".*__dbz[pvx]\\..*"))
            .filter(recording -> decoded(recording) instanceof Refusal)
            .map(recording -> recording.name().substring(0, 3))
            .toList();

    assertThat(refused).containsExactly("774", "785", "827");
  }

  @Test
  void aTableThatChangesShapeIsReadInTheShapeOfEachEvent() {
    assertThat(Stream.of("226", "230", "234", "239", "241", "244").map(this::shape))
        .containsExactly(
            "[id INT, name STRING, n INT]",
            "[id INT, name STRING, n INT, extra STRING]",
            "[id INT, n INT, extra STRING]",
            "[id INT, n INT, renamed STRING]",
            "[id INT, n LONG, renamed STRING]",
            "[id INT, n STRING, renamed STRING]");
  }

  private String shape(String number) {
    return ((ChangeEvent) decoded(number))
        .schema().columns().stream()
            .map(column -> column.name() + " " + column.type().kind())
            .toList()
            .toString();
  }

  private static Decoded decoded(String number) {
    return decoded(Recording.of(number));
  }

  private static Decoded decoded(Recording recording) {
    return recording.decodedBy(new Decoder(DecoderSettings.of(EventText.PLACEHOLDER)));
  }

  private static List<Object> list(Object... values) {
    return Arrays.asList(values);
  }

  private static BigDecimal dec(String text) {
    return new BigDecimal(text);
  }
}
