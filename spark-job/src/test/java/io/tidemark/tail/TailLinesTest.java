package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Recording;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader sees of a change. */
class TailLinesTest {
  private static final String INFO_1 =
      "{\"at\":\"2026-03-01T00:00:00Z\",\"changes\":{\"amount\":{\"old\":120.00,\"new\":95.50}},"
          + "\"db_user\":\"shop\",\"app_user\":\"ann\"}";
  private static final RowSchema PAYMENTS =
      new RowSchema(
          List.of(
              new Column("id", ColumnType.INT, "int4"),
              new Column("amount", ColumnType.decimal(12, 2), "numeric"),
              new Column("note", ColumnType.STRING, "text"),
              new Column("modified_by", ColumnType.STRING, "text"),
              new Column("change_info", ColumnType.STRING, "jsonb")),
          List.of("id"));

  private final Changes changes = new Changes("modified_by", new RowMemory(1_000_000));

  @Test
  void anUpdateShowsWhatChangedAndWhoFromTheRowsOwnChangeInfo() {
    ChangeEvent update = update(1, row(1, "95.50", "x", "ann", INFO_1));

    assertThat(text(update))
        .isEqualTo("update    payments  id=1  amount 120.00 → 95.50  by ann (shop)");
  }

  @Test
  void anUpdateThatTheTriggerDidNotSeeShowsNoOldChangeAsNew() {
    changes.of(create(1, row(1, "95.50", "x", "ann", INFO_1)));

    assertThat(text(update(2, row(1, "95.50", "y", "ann", INFO_1))))
        .isEqualTo("update    payments  id=1  note x → y");
    assertThat(text(update(3, row(1, "95.50", "y", "ann", INFO_1))))
        .isEqualTo("update    payments  id=1  (nothing changed)");
  }

  @Test
  void withoutChangeInfoTheValuesBeforeComeFromEarlierEvents() {
    changes.of(create(1, row(1, "1.50", "x", "bob", null)));

    assertThat(text(update(2, row(1, "2.50", null, "eve", null))))
        .isEqualTo("update    payments  id=1  amount 1.50 → 2.50, note x → NULL  by eve");
  }

  @Test
  void anUnavailableValueIsUnchangedAndStaysRemembered() {
    changes.of(create(1, row(1, "1.50", "x", null, null)));

    assertThat(text(update(2, row(1, "2.50", Unavailable.VALUE, null, null))))
        .isEqualTo("update    payments  id=1  amount 1.50 → 2.50");
    assertThat(text(update(3, row(1, "2.50", "y", null, null))))
        .isEqualTo("update    payments  id=1  note x → y");
  }

  @Test
  void whereNothingTellsTheValuesBeforeTheLineSaysSo() {
    assertThat(text(update(1, row(1, "2.50", "x", null, null))))
        .isEqualTo(
            "update    payments  id=1  amount 2.50, note x"
                + "  (the row as it is now; what was before is not known)");
  }

  @Test
  void aDeleteShowsTheRowThatIsGoneIfItIsKnown() {
    assertThat(text(delete(1, row(1, null, null, null, null))))
        .isEqualTo("delete    payments  id=1");

    changes.of(create(2, row(1, "1.50", "x", "ann", INFO_1)));
    assertThat(text(delete(3, row(1, null, null, null, null))))
        .isEqualTo("delete    payments  id=1  amount 1.50, note x");
    assertThat(text(delete(4, row(1, null, null, null, null))))
        .isEqualTo("delete    payments  id=1");
  }

  @Test
  void theEventsOwnOldRowGoesBeforeAllElse() {
    assertThat(recorded("718"))
        .containsExactly("update    live.full_shop  id=1  amount 1.50 → 2.50");
    assertThat(recorded("724"))
        .containsExactly("delete    live.full_shop  id=3  amount 2.50, note a");
    assertThat(recorded("734")).containsExactly("update    live.keyless  b x → y");
  }

  @Test
  void anOldRowOfWhichOnlyTheKeyIsRealIsNotShown() {
    assertThat(recorded("097")).containsExactly("delete    customers  id=11");
    assertThat(recorded("710"))
        .containsExactly("delete    live.shop  id=b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
  }

  @Test
  void aChangedKeyShowsBothKeysAndWhatElseChanged() {
    assertThat(recorded("078", "086", "094", "096"))
        .containsExactly(
            "create    customers  id=10  name Ann, email ann@x.io, balance 12.50, created"
                + " 2026-01-02T03:04:05.678901Z",
            "update    customers  id=10  balance 12.50 → 99.99",
            "delete    customers  id=10  becomes id=11",
            "create    customers  id=11  was id=10");
  }

  @Test
  void truncationsMessagesAndReadsAreShown() {
    assertThat(recorded("026", "204", "211"))
        .containsExactly(
            "read      customers  id=1  name One, email one@x.io, balance 1.00, created"
                + " 2026-01-01T00:00:00Z",
            "truncate  customers",
            "message   audit  \"{\\\"who\\\":\\\"me\\\"}\"");
  }

  @Test
  void textThatCouldSteerTheTerminalIsSpelledOut() {
    ChangeEvent event =
        create(1, row(1, null, "\u001b[31mred\u0007\n\u202e", "e\u001b[0mve", null));

    assertThat(text(event))
        .isEqualTo(
            "create    payments  id=1  note \"\\u001b[31mred\\u0007\\n\\u202e\"  by e\\u001b[0mve");
  }

  @Test
  void aDayIsNamedOnceAndTimesAreShownInTheReadersZone() {
    TextLines lines = new TextLines(ZoneId.of("Europe/Berlin"), false);
    Change change = changes.of(create(1, row(1, null, null, null, null)));

    assertThat(lines.line(change))
        .isEqualTo(
            "-- 2026-03-01 --" + System.lineSeparator() + "01:00:00.123  create    payments  id=1");
    assertThat(lines.line(change)).isEqualTo("01:00:00.123  create    payments  id=1");
  }

  @Test
  void aTerminalWithColoursGetsThem() {
    TextLines lines = new TextLines(ZoneOffset.UTC, true);

    assertThat(lines.line(changes.of(create(1, row(1, null, null, null, null)))))
        .endsWith("\u001b[32mcreate\u001b[0m    payments  id=1");
  }

  @Test
  void aRefusedMessageIsShownWithItsPlaceAndReason() {
    Refusal refusal =
        new Refusal(new KafkaPosition("p.public.t", 2, 7, 0), "value: it is no\u001b", null, null);

    assertThat(new TextLines(ZoneOffset.UTC, false).line(refusal))
        .endsWith("00:00:00.000  refused   p.public.t/2 at offset 7: value: it is no\\u001b");
    assertThat(new JsonLines().line(refusal))
        .isEqualTo(
            "{\"refused\":\"value: it is no\\u001B\",\"topic\":\"p.public.t\",\"partition\":2,"
                + "\"offset\":7}");
  }

  @Test
  void aJsonLineCarriesEverythingWithExactNumbers() {
    assertThat(new JsonLines().line(changes.of(update(9, row(1, "95.50", "x", "ann", INFO_1)))))
        .isEqualTo(
            "{\"time\":\"2026-03-01T00:00:00.123456Z\",\"schema\":\"public\","
                + "\"table\":\"payments\",\"op\":\"update\",\"key\":{\"id\":1},"
                + "\"changes\":{\"amount\":{\"old\":120.00,\"new\":95.50}},"
                + "\"old_values_from\":\"change_info\",\"app_user\":\"ann\",\"db_user\":\"shop\","
                + "\"lsn\":\"18446744073709551615\",\"commit_lsn\":\"9\",\"tx_id\":3,"
                + "\"topic\":\"p.public.payments\",\"partition\":0,\"offset\":9}");
  }

  @Test
  void aJsonLineOfAKeyChangeHasBothKeys() {
    ChangeEvent event = event("094");

    assertThat(new JsonLines().line(changes.of(event)))
        .contains("\"key\":{\"id\":10},\"other_key\":{\"id\":11},\"changes\":{}");
  }

  private List<String> recorded(String... numbers) {
    List<String> lines = new ArrayList<>();
    for (String number : numbers) {
      lines.add(text(event(number)));
    }
    return lines;
  }

  private static ChangeEvent event(String number) {
    Decoder decoder = new Decoder(DecoderSettings.of("__unavailable_r4nd0m__"));
    return (ChangeEvent) Recording.of(number).decodedBy(decoder);
  }

  /** The line without its time. */
  private String text(ChangeEvent event) {
    String line = new TextLines(ZoneOffset.UTC, false).line(changes.of(event));
    return line.substring(line.indexOf("  ") + 2);
  }

  private static ChangeEvent create(long offset, Image after) {
    return event(offset, Operation.CREATE, null, after);
  }

  private static ChangeEvent update(long offset, Image after) {
    return event(offset, Operation.UPDATE, null, after);
  }

  private static ChangeEvent delete(long offset, Image before) {
    return event(offset, Operation.DELETE, before, null);
  }

  private static ChangeEvent event(long offset, Operation op, Image before, Image after) {
    return new ChangeEvent(
        new KafkaPosition("p.public.payments", 0, offset, 0),
        new TableId("public", "payments"),
        op,
        PAYMENTS,
        List.of(1),
        before,
        after,
        new SourcePosition(9, -1),
        1772323200123456L,
        3L,
        false,
        null,
        null);
  }

  private static Image row(int id, String amount, Object note, String by, String info) {
    return Image.of(id, amount == null ? null : new BigDecimal(amount), note, by, info);
  }
}
