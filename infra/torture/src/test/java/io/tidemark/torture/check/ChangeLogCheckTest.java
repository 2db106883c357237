package io.tidemark.torture.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.torture.check.ChangeLogCheck.Strictness;
import io.tidemark.torture.check.OracleEvent.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The check finds what is wrong, and nothing else, in logs that are right but for one thing. */
class ChangeLogCheckTest {
  private static final String TABLE = "t1";

  /** A history of a few keys, and the change log that tells it rightly. */
  private static final class Told {
    private final Random random;
    private final Map<String, Map<String, String>> rows = new HashMap<>();
    private final List<OracleEvent> history = new ArrayList<>();
    private final List<LoggedChange> log = new ArrayList<>();

    Told(long seed, int changes) {
      random = new Random(seed);
      for (int i = 1; i <= changes; i++) {
        change(i);
      }
    }

    private void change(int number) {
      String key = "k" + random.nextInt(4);
      Map<String, String> before = rows.get(key);
      Map<String, String> after = Map.of("id", key, "label", key + ":v" + number, "n", "" + number);
      if (before == null) {
        event(Op.INSERT, null, after);
        log("c", key, null, after);
        rows.put(key, after);
      } else if (random.nextInt(4) == 0) {
        event(Op.DELETE, before, null);
        log("d", key, before, null);
        rows.remove(key);
      } else if (random.nextInt(5) == 0) {
        changeKey(key, before, number);
      } else {
        event(Op.UPDATE, before, after);
        log("u", key, before, after);
        rows.put(key, after);
      }
    }

    private void changeKey(String key, Map<String, String> before, int number) {
      String other = "k" + (10 + number);
      Map<String, String> after = Map.of("id", other, "label", other + ":v" + number, "n", "0");
      event(Op.UPDATE, before, after);
      log("d", key, before, null);
      log("c", other, null, after);
      rows.remove(key);
      rows.put(other, after);
    }

    private void event(Op op, Map<String, String> before, Map<String, String> after) {
      history.add(new OracleEvent(history.size(), TABLE, op, List.of("id"), before, after));
    }

    private void log(String op, String key, Map<String, String> before, Map<String, String> after) {
      int partition = key.hashCode() & 3;
      log.add(
          new LoggedChange(
              TABLE, op, List.of(key), before, after, Set.of(), "topic", partition, log.size()));
    }

    List<String> evidence(List<LoggedChange> changes, Strictness strictness) {
      return ChangeLogCheck.compare(TABLE, strictness, true, history, changes);
    }
  }

  private static LoggedChange at(LoggedChange change, long offset) {
    return new LoggedChange(
        change.table(),
        change.op(),
        change.key(),
        change.before(),
        change.after(),
        change.unavailable(),
        change.topic(),
        change.partition(),
        offset);
  }

  @Property(tries = 150)
  void aRightLogIsFoundRightInWhateverOrderItsRowsAreRead(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Told told = new Told(seed, changes);
    List<LoggedChange> log = new ArrayList<>(told.log);
    Collections.shuffle(log, new Random(seed));
    for (Strictness strictness : Strictness.values()) {
      assertThat(told.evidence(log, strictness)).isEmpty();
    }
  }

  @Property(tries = 150)
  void aDroppedChangeIsFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Told told = new Told(seed, changes);
    told.log.remove(new Random(seed).nextInt(told.log.size()));
    assertThat(told.evidence(told.log, Strictness.SEQUENCES)).isNotEmpty();
    assertThat(told.evidence(told.log, Strictness.MULTISET)).isNotEmpty();
  }

  @Property(tries = 150)
  void aChangeThatIsThereTwiceIsFoundAtOneOffsetAndAtTwo(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Told told = new Told(seed, changes);
    LoggedChange twice = told.log.get(new Random(seed).nextInt(told.log.size()));
    for (long offset : new long[] {twice.offset(), 1000}) {
      List<LoggedChange> log = new ArrayList<>(told.log);
      log.add(at(twice, offset));
      assertThat(told.evidence(log, Strictness.SEQUENCES)).isNotEmpty();
      assertThat(told.evidence(log, Strictness.MULTISET)).isNotEmpty();
    }
  }

  @Property(tries = 150)
  void twoChangesOfOneKeyInTheWrongOrderAreFound(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int changes) {
    Told told = new Told(seed, changes);
    for (int i = 0; i < told.log.size(); i++) {
      for (int j = i + 1; j < told.log.size(); j++) {
        LoggedChange one = told.log.get(i);
        LoggedChange other = told.log.get(j);
        boolean differ = !one.op().equals("d") || !other.op().equals("d");
        if (one.key().equals(other.key()) && differ) {
          List<LoggedChange> log = new ArrayList<>(told.log);
          log.set(i, at(other, one.offset()));
          log.set(j, at(one, other.offset()));
          assertThat(told.evidence(log, Strictness.SEQUENCES)).isNotEmpty();
        }
      }
    }
  }

  @Property(tries = 150)
  void oneWrongDigitIsFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Told told = new Told(seed, changes);
    int at = new Random(seed).nextInt(told.log.size());
    LoggedChange right = told.log.get(at);
    boolean after = right.after() != null;
    Map<String, String> wrong = new HashMap<>(after ? right.after() : right.before());
    wrong.merge("n", "1", String::concat);
    told.log.set(
        at,
        new LoggedChange(
            TABLE,
            right.op(),
            right.key(),
            after ? right.before() : wrong,
            after ? wrong : null,
            Set.of(),
            right.topic(),
            right.partition(),
            right.offset()));
    assertThat(told.evidence(told.log, Strictness.SEQUENCES)).isNotEmpty();
    assertThat(told.evidence(told.log, Strictness.MULTISET)).isNotEmpty();
  }

  @Test
  void aValueThatWasNotSentMustNotHaveChanged() {
    Map<String, String> before = Map.of("id", "1", "body", "long");
    LoggedChange unsent =
        new LoggedChange(
            TABLE, "u", List.of("1"), null, Map.of("id", "1"), Set.of("body"), "topic", 0, 1);
    OracleEvent same = new OracleEvent(1, TABLE, Op.UPDATE, List.of("id"), before, before);
    OracleEvent other =
        new OracleEvent(
            1, TABLE, Op.UPDATE, List.of("id"), before, Map.of("id", "1", "body", "longer"));
    assertThat(compare(same, unsent)).isEmpty();
    assertThat(compare(other, unsent)).singleElement().asString().contains("was not sent");
  }

  @Test
  void aTruncationThatIsNotToldIsFound() {
    OracleEvent emptied = new OracleEvent(1, TABLE, Op.TRUNCATE, List.of("id"), null, null);
    LoggedChange told =
        new LoggedChange(TABLE, "t", List.of(), null, null, Set.of(), "topic", 2, 7);
    assertThat(compare(emptied, told)).isEmpty();
    assertThat(
            ChangeLogCheck.compare(TABLE, Strictness.SEQUENCES, false, List.of(emptied), List.of()))
        .singleElement()
        .asString()
        .contains("truncated 1 times, and 0 times");
  }

  private static List<String> compare(OracleEvent event, LoggedChange change) {
    return ChangeLogCheck.compare(
        TABLE, Strictness.SEQUENCES, false, List.of(event), List.of(change));
  }

  @Test
  void aColumnThatCameLaterIsNullInEarlierChangesAndNothingElse() {
    Map<String, String> happened = Map.of("id", "k1", "label", "a");
    for (Strictness strictness : Strictness.values()) {
      for (String value : Arrays.asList(null, "", "0")) {
        Told told = new Told(1, 0);
        told.event(Op.INSERT, null, happened);
        Map<String, String> row = new HashMap<>(happened);
        row.put("later", value);
        told.log("c", "k1", null, row);
        assertThat(told.evidence(told.log, strictness).isEmpty()).isEqualTo(value == null);
      }
    }
  }
}
