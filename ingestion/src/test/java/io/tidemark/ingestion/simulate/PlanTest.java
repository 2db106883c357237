package io.tidemark.ingestion.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingestion.simulate.Plan.Share;
import io.tidemark.ingestion.simulate.StartingState.ExistingPayment;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.Population;
import io.tidemark.ingestion.world.Table;
import io.tidemark.ingestion.world.World;
import io.tidemark.ingestion.world.World.NewCustomer;
import io.tidemark.ingestion.world.World.NewMerchant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");
  private static final Names NAMES = Names.of(3);
  private static final Mix USUAL = new Mix(60, 30, 10);
  private static final StartingState START = start(300);

  private static StartingState start(int payments) {
    World seeded = new World(3, 1, NAMES);
    Population population =
        Population.of(
            IntStream.range(0, 100)
                .mapToObj(i -> seeded.customer(i, BEGINS))
                .map(NewCustomer::payer)
                .toList(),
            IntStream.range(0, 30)
                .mapToObj(i -> seeded.merchant(i, BEGINS))
                .map(NewMerchant::payee)
                .toList());
    List<ExistingPayment> existing =
        IntStream.range(0, payments)
            .mapToObj(i -> seeded.payment(i, population, BEGINS.plusSeconds(i)))
            .map(p -> new ExistingPayment(p.id(), p.cents(), p.payee().currency()))
            .toList();
    return new StartingState(2, BEGINS.plusSeconds(payments), population, existing);
  }

  private static Plan plan(long randomSeed, Mix mix, int session, int sessions) {
    return plan(randomSeed, START, mix, session, sessions);
  }

  private static Plan plan(
      long randomSeed, StartingState start, Mix mix, int session, int sessions) {
    World world = new World(randomSeed, start.run(), NAMES);
    return new Plan(world, start, mix, new Share(session, sessions), 200);
  }

  private static List<Step> steps(Plan plan, int count) {
    List<Step> steps = new ArrayList<>();
    while (steps.size() < count && plan.hasNext()) {
      steps.add(plan.next());
    }
    return steps;
  }

  private static String text(List<Step> steps) {
    return steps.stream().map(Step::text).collect(Collectors.joining());
  }

  @Test
  void theSameSeedGivesTheSameStatements() {
    assertThat(text(steps(plan(7, USUAL, 1, 4), 3_000)))
        .isEqualTo(text(steps(plan(7, USUAL, 1, 4), 3_000)));
  }

  @Test
  void anotherSeedOrSessionGivesOtherStatements() {
    String first = text(steps(plan(7, USUAL, 0, 4), 50));
    assertThat(text(steps(plan(8, USUAL, 0, 4), 50))).isNotEqualTo(first);
    assertThat(text(steps(plan(7, USUAL, 1, 4), 50))).isNotEqualTo(first);
  }

  @Test
  void noTwoSessionsWriteToTheSameRow() {
    Map<Object, Integer> owner = new HashMap<>();
    for (int session = 0; session < 4; session++) {
      for (Step step : steps(plan(7, USUAL, session, 4), 3_000)) {
        for (PlannedStatement statement : step.statements()) {
          Integer other = owner.putIfAbsent(key(statement), session);
          assertThat(other == null || other == session)
              .as("session %d and %s both execute %s", session, other, statement.text())
              .isTrue();
        }
      }
    }
  }

  /** The key is the first value of an insert, and the last one of all else. */
  private static Object key(PlannedStatement statement) {
    List<Object> values = statement.values();
    boolean insert = statement.template().operation() == Operation.INSERT;
    return values.get(insert ? 0 : values.size() - 1);
  }

  @Test
  void onlyRowsThatAreThereAreUpdatedOrDeleted() {
    Set<Object> there = new HashSet<>();
    START.recentPayments().forEach(p -> there.add(p.id()));
    START.population().payers().forEach(p -> there.add(p.customerId()));
    START
        .population()
        .payeesByCurrency()
        .values()
        .forEach(list -> list.forEach(p -> there.add(p.merchantId())));
    for (Step step : steps(plan(7, new Mix(30, 30, 40), 0, 1), 5_000)) {
      for (PlannedStatement statement : step.statements()) {
        switch (statement.template().operation()) {
          case INSERT -> assertThat(there.add(key(statement))).isTrue();
          case UPDATE -> assertThat(there).contains(key(statement));
          case DELETE -> assertThat(there.remove(key(statement))).isTrue();
        }
      }
    }
  }

  @Test
  void theMixIsKept() {
    Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
    for (Step step : steps(plan(7, USUAL, 0, 2), 10_000)) {
      counts.merge(step.statements().get(0).template().operation(), 1, Integer::sum);
    }
    assertThat(counts.get(Operation.INSERT)).isBetween(5_800, 6_200);
    assertThat(counts.get(Operation.UPDATE)).isBetween(2_800, 3_200);
    assertThat(counts.get(Operation.DELETE)).isBetween(850, 1_150);
  }

  @Test
  void allFourTablesChange() {
    Set<Table> tables = new HashSet<>();
    for (Step step : steps(plan(7, USUAL, 0, 1), 2_000)) {
      step.statements().forEach(s -> tables.add(s.template().table()));
    }
    assertThat(tables).containsExactlyInAnyOrder(Table.values());
  }

  @Test
  void theScheduleHoldsTheRate() {
    long second = 1_000_000_000L;
    int rows = 0;
    for (int session = 0; session < 4; session++) {
      for (Step step : steps(plan(7, USUAL, session, 4), 5_000)) {
        rows += step.dueNanos() < 10 * second ? step.rows() : 0;
      }
    }
    // 200 rows a second; the last step of a session may reach beyond the end.
    assertThat(rows).isBetween(2_000, 2_000 + 4 * 3);
  }

  @Test
  void aCorrectionChangesTheAmount() {
    Map<Object, BigDecimal> amounts = new HashMap<>();
    START.recentPayments().forEach(p -> amounts.put(p.id(), BigDecimal.valueOf(p.cents(), 2)));
    int corrections = 0;
    for (Step step : steps(plan(7, USUAL, 0, 1), 3_000)) {
      PlannedStatement statement = step.statements().get(0);
      if (statement.template() == Template.INSERT_PAYMENT) {
        amounts.put(key(statement), (BigDecimal) statement.values().get(3));
      } else if (statement.template() == Template.CORRECT_AMOUNT) {
        BigDecimal corrected = (BigDecimal) statement.values().get(0);
        assertThat(corrected).isPositive();
        assertThat(amounts.put(key(statement), corrected)).isNotEqualByComparingTo(corrected);
        corrections++;
      }
    }
    assertThat(corrections).isGreaterThan(300);
  }

  @Test
  void recentPaymentsAreChangedMostOften() {
    List<Object> ids = START.recentPayments().stream().<Object>map(ExistingPayment::id).toList();
    long newest =
        steps(plan(7, new Mix(0, 1, 0), 0, 1), 2_000).stream()
            .filter(s -> key(s.statements().get(0)).equals(ids.get(ids.size() - 1)))
            .count();
    // ln 2 / ln 301 = 12 % of the nine tenths of updates that go to payments
    assertThat(newest).isBetween(170L, 270L);
  }

  @Test
  void withNothingLeftToDeleteThePlanEnds() {
    Plan plan = plan(7, start(20), new Mix(0, 0, 1), 0, 1);
    assertThat(steps(plan, 100)).hasSize(20);
    assertThatThrownBy(plan::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("nothing is left that the mix allows");
  }

  @Test
  void withNothingLeftToDeleteAnInsertComesInstead() {
    List<Step> steps = steps(plan(7, start(0), new Mix(1, 0, 9), 0, 1), 100);
    assertThat(steps).hasSize(100);
    assertThat(steps.get(0).statements().get(0).template().operation()).isEqualTo(Operation.INSERT);
  }

  @Test
  void aQuoteInAValueIsDoubled() {
    PlannedStatement statement =
        new PlannedStatement(
            Template.REDEEM_VOUCHER, List.of("O'Hara ? \\", new java.util.UUID(1, 2)));
    assertThat(statement.text())
        .isEqualTo(
            "update public.transactions set voucher_code = 'O''Hara ? \\' where transaction_id ="
                + " '00000000-0000-0001-0000-000000000002'");
  }
}
