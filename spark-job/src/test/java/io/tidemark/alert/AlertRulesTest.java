package io.tidemark.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.AlertRule;
import io.tidemark.config.AlertRule.Common;
import io.tidemark.config.AlertRule.Comparison;
import io.tidemark.config.AlertRule.Condition;
import io.tidemark.config.AlertRule.Severity;
import io.tidemark.config.TablePattern;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlertRulesTest {
  private static final TableId PAYMENTS = new TableId("public", "payments");
  private static final RowSchema SCHEMA =
      new RowSchema(
          List.of(
              new Column("id", ColumnType.LONG, "int8"),
              new Column("amount", ColumnType.decimal(12, 2), "numeric"),
              new Column("city", ColumnType.STRING, "text")),
          List.of("id"));
  private static final long SECOND = 1_000_000;

  @Test
  void aChangeAboveTheThresholdIsToldWithTableRuleNumberAndKeyOnly() {
    ChangeEvent change = change(Operation.CREATE, 7, row(42L, new BigDecimal("12000.50"), "Oslo"));

    List<Alert> alerts = raise(List.of(large()), change);

    assertThat(alerts)
        .containsExactly(
            new Alert(
                alerts.get(0).id(),
                "large",
                Severity.WARNING,
                "public.payments: amount 12000.50 is above 10000",
                "create id=42, committed 1970-01-01T00:00:07Z," + " topic t partition 0 offset 7",
                PAYMENTS,
                7 * SECOND,
                change.at()));
    assertThat(alerts.toString()).doesNotContain("Oslo");
  }

  @ParameterizedTest
  @CsvSource({
    "10000.01, true",
    "10000.00, false",
    "9999.99, false",
    "-20000, false",
    ", false",
  })
  void onlyWhatIsAboveTheThresholdIsTold(BigDecimal amount, boolean told) {
    assertThat(raise(List.of(large()), change(Operation.UPDATE, 1, row(1L, amount, "x"))))
        .hasSize(told ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "POSITIVE_INFINITY, ABOVE, true",
    "POSITIVE_INFINITY, BELOW, false",
    "NEGATIVE_INFINITY, BELOW, true",
    "NAN, ABOVE, true",
    "123456789012345678901234567890123456789, ABOVE, true"
  })
  void aNumberThatTheColumnCannotHoldIsComparedByItsText(
      String text, Comparison comparison, boolean told) {
    Image image = new Image(Arrays.asList(1L, null, "x"), Map.of("amount", text));
    AlertRule rule = rule(new Condition("amount", comparison, "10000"), Operation.CREATE);
    assertThat(raise(List.of(rule), change(Operation.CREATE, 1, image))).hasSize(told ? 1 : 0);
  }

  @Test
  void aValueThatTheSourceDidNotSendMeetsNothing() {
    Image image = Image.of(1L, Unavailable.VALUE, "x");
    assertThat(raise(List.of(large()), change(Operation.UPDATE, 1, image))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"city, Oslo, true", "city, oslo, false", "amount, 5, true", "id, 1, true"})
  void aColumnIsTestedForEquality(String column, String value, boolean told) {
    AlertRule rule = rule(new Condition(column, Comparison.EQUAL, value), Operation.CREATE);
    Image image = row(1L, new BigDecimal("5.00"), "Oslo");
    assertThat(raise(List.of(rule), change(Operation.CREATE, 1, image))).hasSize(told ? 1 : 0);
  }

  @Test
  void aDeletedRowIsTestedAsItWas() {
    AlertRule rule = rule(new Condition("city", Comparison.EQUAL, "Oslo"), Operation.DELETE);
    assertThat(raise(List.of(rule), change(Operation.DELETE, 1, row(1L, BigDecimal.ONE, "Oslo"))))
        .extracting(Alert::title)
        .containsExactly("public.payments: city Oslo equals Oslo");
  }

  @Test
  void otherTablesAndOperationsRaiseNothing() {
    Image image = row(1L, new BigDecimal("20000"), "x");
    AlertRule elsewhere =
        new AlertRule.RowChange(
            common("sales"), pattern("sales.*"), Set.of(Operation.CREATE), Optional.empty());
    assertThat(raise(List.of(large(), elsewhere), change(Operation.READ, 1, image))).isEmpty();
    assertThat(raise(List.of(elsewhere), change(Operation.CREATE, 1, image))).isEmpty();
  }

  @Test
  void aRuleWithoutConditionTellsEveryChangeEvenATruncate() {
    AlertRule rule =
        new AlertRule.RowChange(
            common("any"), TablePattern.ALL, Set.of(Operation.TRUNCATE), Optional.empty());
    assertThat(raise(List.of(rule), change(Operation.TRUNCATE, 3, null)))
        .extracting(Alert::title, Alert::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "A row of public.payments changed: truncate",
                "truncate, committed 1970-01-01T00:00:03Z, topic t partition 0 offset 3"));
  }

  @Test
  void aRuleThatLooksAtAColumnThatIsNotThereIsToldOnce() {
    AlertRule rule = rule(new Condition("amonut", Comparison.ABOVE, "1"), Operation.CREATE);
    List<Alert> alerts =
        raise(
            List.of(rule),
            change(Operation.CREATE, 1, row(1L, BigDecimal.TEN, "x")),
            change(Operation.CREATE, 2, row(2L, BigDecimal.TEN, "x")));
    assertThat(alerts)
        .extracting(Alert::title)
        .containsExactly("Rule large sees nothing: public.payments has no column amonut");
    assertThat(raise(List.of(rule), change(Operation.CREATE, 9, row(1L, BigDecimal.TEN, "x"))))
        .as("a restart gives the same id")
        .extracting(Alert::id)
        .containsExactly(alerts.get(0).id());
  }

  @ParameterizedTest
  @CsvSource({
    "'1 2 3', ''", // three are not more than three
    "'1 2 3 4', '4'",
    "'1 2 3 62', ''", // the first has left the window
    "'1 2 3 60', '60'",
    "'1 2 3 61', ''", // an age of exactly the window is outside
    "'1 2 3 4 5 6 7 8 9', '4'", // one burst is told once
    "'1 2 3 4 64 65 66 67', '4 67'",
    "'4 3 2 1', '1'", // commits of several transactions interleave
    "'1 1 1 1', '1'"
  })
  void aBurstIsCountedOnTheSourcesClock(String seconds, String told) {
    assertThat(burstsAt(List.of(seconds), RuleState.empty())).isEqualTo(told);
  }

  @Test
  void aBurstIsTheSameHoweverTheEventsAreSplit() {
    List<Integer> times = IntStream.rangeClosed(1, 12).boxed().toList();
    String whole = "1 2 3 4 5 6 7 8 9 10 11 12";
    String expected = burstsAt(List.of(whole), RuleState.empty());
    for (int mask = 0; mask < 1 << 11; mask++) {
      List<String> batches = new ArrayList<>();
      StringBuilder batch = new StringBuilder();
      for (int i = 0; i < times.size(); i++) {
        batch.append(times.get(i)).append(' ');
        if ((mask >> i & 1) == 1) {
          batches.add(batch.toString().strip());
          batch.setLength(0);
        }
      }
      batches.add(batch.toString().strip());
      assertThat(burstsAt(batches, RuleState.empty())).isEqualTo(expected);
    }
  }

  @Test
  void aMicroBatchThatIsTakenTwiceGivesTheSameAlertsFromTheSameState() {
    AlertRules rules = new AlertRules(List.of(burst()));
    RuleState before = rules.raise(deletes("1 2 3"), RuleState.empty()).state();

    List<Alert> first = rules.raise(deletes("4 5"), before).alerts();
    List<Alert> second = rules.raise(deletes("4 5"), before).alerts();

    assertThat(first).hasSize(1).isEqualTo(second);
    assertThat(first.get(0).title())
        .isEqualTo("More than 3 changes (delete) of public.payments within 1m");
  }

  @Test
  void aRefusedEventIsToldByItsPlaceWithoutWhatItQuotes() {
    AlertRule rule = new AlertRule.Quarantined(common("refused"));
    Refusal refusal =
        new Refusal(
            new KafkaPosition("t", 2, 5, 3000),
            "The amount \"secret \"of\" Oslo\" is no number.",
            null,
            new byte[] {1});

    List<Alert> alerts = raise(List.of(rule), refusal, control());

    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).text())
        .isEqualTo(
            "The amount \"…\" is no number. It lies in system.quarantine:"
                + " topic t partition 2 offset 5");
    assertThat(alerts.get(0).raisedAtMicros()).isEqualTo(3 * SECOND);
    assertThat(alerts.get(0).table()).isNull();
  }

  @Test
  void aFailureIsToldByTheRulesForIt() {
    AlertRules rules = new AlertRules(List.of(new AlertRule.JobFailed(common("failed")), large()));
    List<Alert> alerts = rules.failed("x".repeat(3000), 5);
    assertThat(alerts).extracting(Alert::rule).containsExactly("failed");
    assertThat(alerts.get(0).text()).hasSize(1000).endsWith("…");
    assertThat(rules.failed("x".repeat(3000), 5)).isEqualTo(alerts);
  }

  @Test
  void aMirrorThatDiffersIsToldByTheRulesForIt() {
    AlertRules rules =
        new AlertRules(List.of(new AlertRule.MirrorDiffers(common("differs")), large()));
    assertThat(rules.differs(PAYMENTS, "2 keys differ at LSN 0/1F", 5))
        .containsExactly(
            new Alert(
                Alert.id("differs", "public.payments", "5"),
                "differs",
                Severity.WARNING,
                "The mirror of public.payments differs from its table",
                "2 keys differ at LSN 0/1F",
                PAYMENTS,
                5,
                null));
    assertThat(new AlertRules(List.of(large())).differs(PAYMENTS, "", 5)).isEmpty();
  }

  @Test
  void anIdFollowsFromTheRuleAndTheEventAlone() {
    ChangeEvent change = change(Operation.CREATE, 7, row(42L, new BigDecimal("12000"), "x"));
    ChangeEvent other = change(Operation.CREATE, 8, row(42L, new BigDecimal("12000"), "x"));

    String id = raise(List.of(large()), change).get(0).id();

    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(raise(List.of(large()), change).get(0).id()).isEqualTo(id);
    assertThat(raise(List.of(large()), other).get(0).id()).isNotEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 2 3", "1 2 3 4"})
  void theStateCanBeSerialised(String seconds) throws IOException {
    RuleState state =
        new AlertRules(List.of(burst())).raise(deletes(seconds), RuleState.empty()).state();
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(state);
    }
  }

  /** Seconds of the events that raised a burst, over several micro-batches. */
  private static String burstsAt(List<String> batches, RuleState before) {
    AlertRules rules = new AlertRules(List.of(burst()));
    List<String> told = new ArrayList<>();
    RuleState state = before;
    for (String batch : batches) {
      AlertRules.Raised raised = rules.raise(deletes(batch), state);
      raised.alerts().forEach(alert -> told.add("" + alert.raisedAtMicros() / SECOND));
      state = raised.state();
    }
    return String.join(" ", told);
  }

  private static List<Decoded> deletes(String seconds) {
    return Arrays.stream(seconds.split(" "))
        .filter(second -> !second.isEmpty())
        .<Decoded>map(
            second ->
                change(Operation.DELETE, Integer.parseInt(second), row(1L, BigDecimal.ONE, "x")))
        .toList();
  }

  private static List<Alert> raise(List<AlertRule> rules, Decoded... events) {
    return new AlertRules(rules).raise(List.of(events), RuleState.empty()).alerts();
  }

  private static AlertRule large() {
    return rule(
        new Condition("amount", Comparison.ABOVE, "10000"), Operation.CREATE, Operation.UPDATE);
  }

  private static AlertRule rule(Condition condition, Operation... operations) {
    return new AlertRule.RowChange(
        common("large"), pattern("public.payments"), Set.of(operations), Optional.of(condition));
  }

  private static AlertRule burst() {
    return new AlertRule.Burst(
        common("burst"), TablePattern.ALL, Set.of(Operation.DELETE), 3, Duration.ofMinutes(1));
  }

  private static Common common(String name) {
    return new Common(name, Severity.WARNING, Duration.ofMinutes(1));
  }

  private static TablePattern pattern(String glob) {
    return new TablePattern(glob);
  }

  private static Image row(Long id, BigDecimal amount, String city) {
    return Image.of(id, amount, city);
  }

  private static Control control() {
    return new Control(new KafkaPosition("t", 0, 1, 0), Control.Kind.HEARTBEAT);
  }

  /** A change whose offset and commit second are the same number. */
  private static ChangeEvent change(Operation op, int second, Image image) {
    boolean row = op != Operation.TRUNCATE;
    return new ChangeEvent(
        new KafkaPosition("t", 0, second, 0),
        PAYMENTS,
        op,
        row ? SCHEMA : null,
        row ? List.of(image.value(0)) : null,
        op == Operation.DELETE ? image : null,
        op == Operation.DELETE ? null : image,
        new SourcePosition(1, second),
        second * SECOND,
        1L,
        false,
        null,
        null);
  }
}
