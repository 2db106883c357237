package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedTableIT {
  private static final Configuration HADOOP = new Configuration();
  private static final StructType SCHEMA =
      new StructType()
          .add("strange name, \"quoted\"", StringType.STRING)
          .add("amount", new DecimalType(12, 2))
          .add("_cdc", new StructType().add("op", StringType.STRING).add("lsn", LongType.LONG));
  private static final List<String> KEY = List.of("strange name, \"quoted\"");

  @TempDir Path folder;

  @Test
  void randomUpsertsAndDeletesGiveTheSameRowsInMemoryInKernelAndInSpark() {
    String path = folder.resolve("a table").toString();
    KeyedTable table = KeyedTable.create(HADOOP, path, SCHEMA, KEY, Map.of());
    Map<String, BigDecimal> expected = new TreeMap<>();
    Random random = new Random(42);
    for (int batch = 0; batch < 120; batch++) {
      table.apply(randomChange(random, batch, expected));
      if (batch % 7 == 0) {
        table.compact();
      }
      if (batch % 50 == 49) {
        table = KeyedTable.open(HADOOP, path).orElseThrow();
      }
    }
    assertThat(contents(table)).isEqualTo(expected);
    assertThat(contents(KeyedTable.open(HADOOP, path).orElseThrow())).isEqualTo(expected);
    assertThat(table.rows()).isEqualTo(expected.size());
    assertThat(table.domain("tidemark.test")).hasValue("119");
    assertThat(table.table.files().size()).isLessThan(64);
    assertThat(throughSpark(path)).isEqualTo(expected);
  }

  @Test
  void sweepDeletesTheOldRowsThatItChoosesAndKeepsTheNewOnes() {
    KeyedTable table =
        KeyedTable.create(HADOOP, folder.resolve("t").toString(), SCHEMA, KEY, Map.of());
    table.apply(change(Map.of("a", row("a", 1, 10), "b", row("b", 2, 20)), Set.of()));
    Map<KeyHash, Object[]> upserts = Map.of(hash("c"), row("c", 3, 5));
    table.apply(new KeyedChange(upserts, Set.of(), cdc -> (Long) cdc[1] < 15, Map.of()));
    assertThat(contents(table)).containsOnlyKeys("b", "c");
    table.apply(change(Map.of("b", row("b", 9, 30)), Set.of("c")));
    assertThat(contents(table)).isEqualTo(Map.of("b", new BigDecimal("9.00")));
  }

  @Test
  void anotherWritersCommitIsTakenInAndTheChangePlannedAnew() {
    String path = folder.resolve("t").toString();
    KeyedTable first = KeyedTable.create(HADOOP, path, SCHEMA, KEY, Map.of());
    first.apply(change(Map.of("a", row("a", 1, 1), "b", row("b", 2, 1)), Set.of()));
    KeyedTable second = KeyedTable.open(HADOOP, path).orElseThrow();
    second.apply(change(Map.of("a", row("a", 5, 2)), Set.of("b")));
    first.apply(change(Map.of("a", row("a", 7, 3)), Set.of()));
    assertThat(contents(first)).isEqualTo(Map.of("a", new BigDecimal("7.00")));
  }

  @Test
  void aColumnAddedLaterIsNullInOldRows() {
    String path = folder.resolve("t").toString();
    KeyedTable table = KeyedTable.create(HADOOP, path, SCHEMA, KEY, Map.of());
    table.apply(change(Map.of("a", row("a", 1, 1)), Set.of()));
    table.evolve(table.schema().add("added", StringType.STRING), Map.of());
    Object[] withAdded = Arrays.copyOf(row("b", 2, 2), 4);
    withAdded[3] = "new";
    table.apply(change(Map.of("b", withAdded), Set.of()));
    Map<Object, Object> added = new HashMap<>();
    table.scan(List.of(KEY.get(0), "added"), row -> added.put(row[0], row[1]));
    assertThat(added).containsEntry("a", null).containsEntry("b", "new").hasSize(2);
    assertThat(table.rows(List.of(hash("a"))).get(hash("a"))).hasSize(4);
  }

  @Test
  void aTableOfAnEarlierTidemarkIsGivenTheKeyAndTheColumnsThatItLacksOnce() {
    String path = folder.resolve("t").toString();
    StructType before = new StructType(SCHEMA.fields().subList(0, 2));
    Object[] row = {"a", new BigDecimal("1.00")};
    AppendTable.create(HADOOP, path, before, Map.of()).append(List.<Object[]>of(row), Map.of());
    KeyedTable table = KeyedTable.openOrCreate(HADOOP, path, SCHEMA, KEY);
    assertThat(table.key()).isEqualTo(KEY);
    assertThat(table.schema().fieldNames()).isEqualTo(SCHEMA.fieldNames());
    assertThat(KeyedTable.openOrCreate(HADOOP, path, SCHEMA, KEY).version())
        .isEqualTo(table.version());
    table.apply(change(Map.of("a", row("a", 2, 3)), Set.of()));
    assertThat(contents(table)).isEqualTo(Map.of("a", new BigDecimal("2.00")));
  }

  private static KeyedChange randomChange(
      Random random, int batch, Map<String, BigDecimal> expected) {
    Map<KeyHash, Object[]> upserts = new LinkedHashMap<>();
    Set<KeyHash> deletes = new LinkedHashSet<>();
    for (int i = 0; i < 20; i++) {
      String key = "k" + random.nextInt(200);
      if (upserts.containsKey(hash(key)) || deletes.contains(hash(key))) {
        continue;
      }
      if (random.nextInt(4) == 0) {
        deletes.add(hash(key));
        expected.remove(key);
      } else {
        Object[] row = row(key, random.nextInt(1000), batch);
        upserts.put(hash(key), row);
        expected.put(key, (BigDecimal) row[1]);
      }
    }
    return new KeyedChange(
        upserts, deletes, null, Map.of("tidemark.test", Integer.toString(batch)));
  }

  private static KeyedChange change(Map<String, Object[]> upserts, Set<String> deletes) {
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
    upserts.forEach((key, row) -> rows.put(hash(key), row));
    Set<KeyHash> gone = new LinkedHashSet<>();
    deletes.forEach(key -> gone.add(hash(key)));
    return new KeyedChange(rows, gone, null, Map.of());
  }

  private static KeyHash hash(String key) {
    return KeyHash.of(List.of(key));
  }

  private static Object[] row(String key, int amount, long lsn) {
    return new Object[] {key, BigDecimal.valueOf(amount).setScale(2), new Object[] {"c", lsn}};
  }

  private static Map<String, BigDecimal> contents(KeyedTable table) {
    Map<String, BigDecimal> contents = new TreeMap<>();
    table.scan(
        List.of(KEY.get(0), "amount"),
        row -> assertThat(contents.put((String) row[0], (BigDecimal) row[1])).isNull());
    return contents;
  }

  private static Map<String, BigDecimal> throughSpark(String path) {
    Map<String, BigDecimal> contents = new TreeMap<>();
    for (Row row : Sparks.session().read().format("delta").load(path).collectAsList()) {
      assertThat(contents.put(row.getString(0), row.getDecimal(1))).isNull();
    }
    return contents;
  }
}
