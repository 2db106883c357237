package io.tidemark.torture.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final long MINUTE = 60_000;
  private static final Set<FaultKind> ALL = FaultKind.harmless();

  @Property(tries = 15)
  void theSameSeedMakesTheSamePlan(@ForAll long seed) {
    assertThat(PlanMaker.make(seed, MINUTE, ALL).toJson())
        .isEqualTo(PlanMaker.make(seed, MINUTE, ALL).toJson());
  }

  @Test
  void anotherSeedMakesAnotherPlan() {
    assertThat(PlanMaker.make(1, MINUTE, ALL).toJson())
        .isNotEqualTo(PlanMaker.make(2, MINUTE, ALL).toJson());
  }

  @Property(tries = 25)
  void whatASessionDoesIsInTheOrderOfTime(@ForAll long seed) {
    Plan plan = PlanMaker.make(seed, MINUTE, ALL);
    assertThat(plan.sessions().size()).isBetween(3, 5);
    for (List<PlannedTransaction> session : plan.sessions()) {
      assertThat(session).isNotEmpty();
      assertThat(session.stream().map(PlannedTransaction::atMs)).isSorted();
      assertThat(session.get(session.size() - 1).atMs()).isLessThan(MINUTE);
    }
    assertThat(plan.faults().stream().map(PlannedFault::atMs)).isSorted();
    assertThat(plan.faults()).isNotEmpty();
  }

  @Property(tries = 25)
  void noTwoRowsOfAPlanHaveTheSameLabel(@ForAll long seed) {
    Pattern label = Pattern.compile("'(t\\d+:k\\d+:v\\d+)'");
    Set<String> seen = new HashSet<>();
    for (List<PlannedTransaction> session : PlanMaker.make(seed, MINUTE, ALL).sessions()) {
      for (PlannedTransaction transaction : session) {
        for (Step step : transaction.steps()) {
          Set<String> here = new HashSet<>();
          Matcher matcher = label.matcher(step instanceof Step.Sql sql ? sql.sql() : "");
          while (matcher.find()) {
            here.add(matcher.group(1));
          }
          assertThat(here).noneMatch(seen::contains);
          seen.addAll(here);
        }
      }
    }
    assertThat(seen.size()).isGreaterThan(100);
  }

  @Test
  void aFaultThatLosesChangesIsThePlansLast() {
    for (long seed = 0; seed < 30; seed++) {
      Plan plan = PlanMaker.make(seed, MINUTE, EnumSet.allOf(FaultKind.class));
      List<PlannedFault> faults = plan.faults();
      assertThat(faults.subList(0, faults.size() - 1)).noneMatch(fault -> fault.kind().loses());
    }
  }

  @Test
  void everyFifthSeedEndsByDefaultWithAFaultThatLosesChangesAndEachHasItsTurn() {
    Set<FaultKind> losing = EnumSet.noneOf(FaultKind.class);
    for (long seed = 1; seed <= 30; seed++) {
      String peaceful = PlanMaker.make(seed, MINUTE, ALL).toJson();
      Plan plan = PlanMaker.makeDefault(seed, MINUTE, ALL);
      List<PlannedFault> faults = plan.faults();
      if (seed % 5 == 0) {
        losing.add(faults.get(faults.size() - 1).kind());
        assertThat(faults.subList(0, faults.size() - 1))
            .isEqualTo(PlanMaker.make(seed, MINUTE, ALL).faults());
        assertThat(faults.stream().map(PlannedFault::atMs)).isSorted();
      } else {
        assertThat(plan.toJson()).isEqualTo(peaceful);
      }
    }
    assertThat(losing).isEqualTo(EnumSet.complementOf(EnumSet.copyOf(ALL)));
  }

  @Test
  void severalSeedsTogetherHaveEveryKindOfTableAndFault() {
    Set<TableKind> tables = EnumSet.noneOf(TableKind.class);
    Set<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
    for (long seed = 0; seed < 60; seed++) {
      Plan plan = PlanMaker.make(seed, MINUTE, seed % 2 == 0 ? ALL : Set.of(FaultKind.KILL_JOB));
      plan.tables().forEach(table -> tables.add(table.kind()));
      plan.faults().forEach(fault -> faults.add(fault.kind()));
    }
    assertThat(tables).isEqualTo(EnumSet.allOf(TableKind.class));
    assertThat(faults).isEqualTo(ALL);
  }
}
