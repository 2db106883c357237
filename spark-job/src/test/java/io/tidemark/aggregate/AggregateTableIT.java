package io.tidemark.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.AggregateConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.mirror.MirrorChange;
import io.tidemark.mirror.MirrorPlan;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.net.Events;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregateTableIT {
  private static final Configuration HADOOP = new Configuration();
  private static final String SQL =
      "SELECT country, date_trunc('hour', at) AS hour, count(*) AS n, count(amount) AS paid,"
          + " sum(amount) AS spent, avg(amount) AS mean, sum(points) AS points,"
          + " avg(points) AS mean_points FROM payments GROUP BY country, date_trunc('hour', at)";
  private static final long HOUR = 3_600_000_000L;

  @TempDir Path folder;
  private MirrorTable mirror;
  private AggregateTable aggregate;
  private final TableId mirrored = new TableId("public", "payments");
  private final Events events =
      new Events(
          mirrored,
          Events.schema(
              List.of("id"),
              "id",
              ColumnType.INT,
              "country",
              ColumnType.STRING,
              "at",
              ColumnType.TIMESTAMP,
              "amount",
              ColumnType.decimal(12, 2),
              "points",
              ColumnType.INT));
  private long lsn = 1;

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("mirror").toString());
    aggregate = aggregate(SQL);
  }

  @Test
  void groupsComeChangeAndVanishWithTheirRows() {
    apply(
        events.create(lsn++, 1, "DE", 5L, amount("1.50"), 3),
        events.create(lsn++, 2, "DE", HOUR - 1, amount("2.00"), 4),
        events.create(lsn++, 3, "FR", -1L, null, null));
    assertGroups(
        "[DE, 0, 2, 2, 3.50, 1.750000, 7, 3.5]", "[FR, -3600000000, 1, 0, null, null, null, null]");
    apply(
        events.update(lsn++, 1, "FR", -5L, amount("1.00"), 1),
        events.delete(lsn++, 2),
        events.update(lsn++, 3, "FR", -1L, amount("2.00"), null));
    assertGroups("[FR, -3600000000, 2, 2, 3.00, 1.500000, 1, 1.0]");
    apply(events.delete(lsn++, 1), events.delete(lsn++, 3));
    assertGroups();
  }

  @Test
  void aColumnThatBecomesWiderMakesTheAggregateWiderToo() {
    Events ints = new Events(mirrored, schema(ColumnType.INT));
    aggregate = aggregate("select level, sum(points) as points from payments group by level");
    apply(ints.create(lsn++, 1, 7, 1), ints.create(lsn++, 2, 7, 2));
    ints.with(schema(ColumnType.LONG));
    apply(ints.create(lsn++, 3, 5_000_000_000L, 5_000_000_000L), ints.update(lsn++, 2, 7L, 20L));
    assertGroups("[5000000000, 5000000000]", "[7, 21]");
  }

  private static RowSchema schema(ColumnType type) {
    return Events.schema(List.of("id"), "id", ColumnType.INT, "level", type, "points", type);
  }

  @Test
  void nullIsAGroupOfItsOwn() {
    apply(
        events.create(lsn++, 1, null, null, amount("1.00"), 1),
        events.create(lsn++, 2, null, null, null, null),
        events.create(lsn++, 3, "", null, null, null));
    apply(events.delete(lsn++, 3));
    assertGroups("[null, null, 2, 1, 1.00, 1.000000, 1, 1.0]");
  }

  @Test
  void randomChangesGiveWhatAnewComputationGives() {
    Random random = new Random(11);
    Map<Integer, Object[]> rows = new TreeMap<>();
    for (int batch = 0; batch < 25; batch++) {
      List<ChangeEvent> changes = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(12); i++) {
        changes.addAll(change(random, rows));
      }
      boolean crash = random.nextInt(6) == 0;
      MirrorPlan plan = mirror.plan(changes, true);
      MirrorChange change = mirror.commit(plan, 0);
      if (crash) {
        mirror = new MirrorTable(HADOOP, folder.resolve("mirror").toString());
        aggregate = aggregate(SQL);
        aggregate.align(mirror, 0);
      } else {
        aggregate.follow(mirror, change, 0);
      }
      assertThat(groups(aggregate)).as("batch %d", batch).isEqualTo(computed(rows));
    }
    assertThat(groups(aggregate(SQL))).isEqualTo(computed(rows));
  }

  private List<ChangeEvent> change(Random random, Map<Integer, Object[]> rows) {
    int id = random.nextInt(12);
    int dice = random.nextInt(30);
    if (dice == 0) {
      rows.clear();
      return List.of(events.truncate(lsn++));
    }
    Object[] row = {
      id,
      random.nextInt(4) == 0 ? null : "C" + random.nextInt(2),
      random.nextLong() % (2 * HOUR),
      random.nextInt(4) == 0 ? null : BigDecimal.valueOf(random.nextInt(100_000) - 50_000, 2),
      random.nextInt(4) == 0 ? null : random.nextInt()
    };
    if (rows.containsKey(id) && dice < 8) {
      rows.remove(id);
      return List.of(events.delete(lsn++, id));
    }
    if (rows.containsKey(id) && dice < 12) {
      int to = (int) (1000 + lsn);
      rows.remove(id);
      Object[] moved = row.clone();
      moved[0] = to;
      rows.put(to, moved);
      ChangeEvent leaves = events.keyLeaves(lsn, id, to);
      return List.of(leaves, events.keyArrives(lsn++, id, moved));
    }
    boolean there = rows.put(id, row) != null;
    return List.of(there ? events.update(lsn++, row) : events.create(lsn++, row));
  }

  private static List<String> computed(Map<Integer, Object[]> rows) {
    Map<String, List<Object[]>> groups = new TreeMap<>();
    rows.values()
        .forEach(
            row ->
                groups
                    .computeIfAbsent(
                        row[1] + ", " + Math.floorDiv((Long) row[2], HOUR) * HOUR,
                        g -> new ArrayList<>())
                    .add(row));
    List<String> computed = new ArrayList<>();
    groups.forEach(
        (group, members) -> {
          BigDecimal spent = BigDecimal.ZERO.setScale(2);
          int paid = 0;
          long points = 0;
          int pointed = 0;
          for (Object[] row : members) {
            paid += row[3] == null ? 0 : 1;
            spent = row[3] == null ? spent : spent.add((BigDecimal) row[3]);
            pointed += row[4] == null ? 0 : 1;
            points += row[4] == null ? 0 : (Integer) row[4];
          }
          Object[] figures = {
            members.size(),
            paid,
            paid == 0 ? null : spent,
            paid == 0 ? null : spent.divide(new BigDecimal(paid), 6, RoundingMode.HALF_UP),
            pointed == 0 ? null : points,
            pointed == 0 ? null : (double) points / pointed
          };
          computed.add("[" + group + ", " + Arrays.toString(figures).substring(1));
        });
    computed.sort(null);
    return computed;
  }

  @Test
  void anAggregateThatMissedTheMirrorsLastCommitIsComputedAnew() {
    apply(events.create(lsn++, 1, "DE", 0L, amount("1.00"), 1));
    mirror.commit(mirror.plan(List.of(events.delete(lsn++, 1)), true), 0);
    aggregate = aggregate(SQL);
    assertThat(groups(aggregate)).hasSize(1);
    apply(events.create(lsn++, 2, "FR", 0L, amount("2.00"), 2));
    assertGroups("[FR, 0, 1, 1, 2.00, 2.000000, 2, 2.0]");
    long version = aggregate.table().orElseThrow().version();
    aggregate.align(mirror, 0);
    assertThat(aggregate.table().orElseThrow().version()).as("in step").isEqualTo(version);
  }

  @Test
  void aChangedDefinitionIsComputedAnew() {
    apply(events.create(lsn++, 1, "DE", 0L, amount("1.00"), 7));
    assertAfterRedefinition(
        "SELECT country, count(*) AS n FROM payments GROUP BY country", "[DE, 1]");
    assertAfterRedefinition(
        "SELECT country, sum(amount) AS n FROM payments GROUP BY country", "[DE, 1.00]");
    assertAfterRedefinition(
        "SELECT points AS country, sum(amount) AS n FROM payments GROUP BY points", "[7, 1.00]");
    assertAfterRedefinition(
        "SELECT count(*) AS country, points AS n FROM payments GROUP BY points", "[1, 7]");
    assertAfterRedefinition(
        "SELECT points AS country, count(*) AS n FROM payments GROUP BY points", "[7, 1]");
  }

  private void assertAfterRedefinition(String sql, String... groups) {
    aggregate = aggregate(sql);
    aggregate.align(mirror, 0);
    assertGroups(groups);
    apply(events.create(lsn++, 99, "XX", 0L, amount("5.00"), 8));
    apply(events.delete(lsn++, 99));
    assertGroups(groups);
  }

  @Test
  void aSumOfMoreDigitsThanADecimalHasIsNull() {
    events.with(
        Events.schema(
            List.of("id"),
            "id",
            ColumnType.INT,
            "g",
            ColumnType.INT,
            "x",
            ColumnType.decimal(38, 0)));
    aggregate =
        aggregate("SELECT g, sum(x) AS s, avg(x) AS m, count(x) AS n FROM payments GROUP BY g");
    BigDecimal most = new BigDecimal("9".repeat(38));
    apply(events.create(lsn++, 1, 1, most), events.create(lsn++, 2, 1, most));
    assertGroups("[1, null, null, 2]");
    apply(events.delete(lsn++, 1), events.update(lsn++, 2, 1, BigDecimal.ONE));
    assertGroups("[1, 1, 1.0000, 1]");
  }

  @Test
  void aColumnThatIsNotThereOrCannotBeSummedIsRefused() {
    MirrorPlan plan =
        mirror.plan(List.of(events.create(lsn++, 1, "DE", 0L, amount("1.00"), 1)), true);
    MirrorChange change = mirror.commit(plan, 0);
    assertRefused(
        change,
        "SELECT town, count(*) AS n FROM payments GROUP BY town",
        "the table 'public.payments' has no column 'town'");
    assertRefused(
        change,
        "SELECT id, sum(country) AS n FROM payments GROUP BY id",
        "the column 'country' is 'string', whose sum cannot be taken back exactly");
    assertRefused(
        change,
        "SELECT date_trunc('day', id) AS d, count(*) AS n FROM payments GROUP BY date_trunc('day',"
            + " id)",
        "the column 'id' is no timestamp but 'integer'");
  }

  private void assertRefused(MirrorChange change, String sql, String why) {
    AggregateTable refused = aggregate(sql);
    assertThatThrownBy(() -> refused.follow(mirror, change, 0))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining(why)
        .hasMessageEndingWith("Change aggregates.a.sql.");
  }

  private AggregateTable aggregate(String sql) {
    return new AggregateTable(
        HADOOP, folder.resolve("aggregate").toString(), new AggregateConfig("a", sql));
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), true);
    assertThat(plan.refused()).isEmpty();
    aggregate.follow(mirror, mirror.commit(plan, 0), 0);
  }

  private void assertGroups(String... groups) {
    assertThat(groups(aggregate)).containsExactly(groups);
  }

  private static List<String> groups(AggregateTable aggregate) {
    return aggregate.rows().stream().map(Arrays::toString).sorted().toList();
  }

  private static BigDecimal amount(String text) {
    return new BigDecimal(text);
  }
}
