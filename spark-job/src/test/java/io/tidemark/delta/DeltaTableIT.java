package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.assertj.core.api.RecursiveComparisonAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import scala.jdk.javaapi.CollectionConverters;

class DeltaTableIT {
  private static final Configuration HADOOP = new Configuration();
  private static final StructType NUMBERS = new StructType().add("n", LongType.LONG);

  private static final StructType ALL_TYPES =
      new StructType()
          .add("bool", BooleanType.BOOLEAN)
          .add("short", ShortType.SHORT)
          .add("int", IntegerType.INTEGER)
          .add("long", LongType.LONG)
          .add("float", FloatType.FLOAT)
          .add("double", DoubleType.DOUBLE)
          .add("money", new DecimalType(12, 2))
          .add("digits18", new DecimalType(18, 4))
          .add("digits38", new DecimalType(38, 10))
          .add("text", StringType.STRING)
          .add("bytes", BinaryType.BINARY)
          .add("date", DateType.DATE)
          .add("instant", TimestampType.TIMESTAMP)
          .add("local", TimestampNTZType.TIMESTAMP_NTZ)
          .add("numbers", new ArrayType(new DecimalType(20, 3), true))
          .add("nested", new ArrayType(new ArrayType(IntegerType.INTEGER, true), true))
          .add("map", new MapType(StringType.STRING, StringType.STRING, true))
          .add(
              "struct",
              new StructType()
                  .add("x y", LongType.LONG)
                  .add("tags", new ArrayType(StringType.STRING, true)));

  @TempDir Path folder;

  @Test
  void everyTypeComesBackThroughKernelAsItWent() {
    AppendTable table = AppendTable.create(HADOOP, path("t"), ALL_TYPES, Map.of());
    List<Object[]> rows = rowsOfAllTypes();
    table.append(rows, Map.of());
    assertRows(all(table)).isEqualTo(rows);
    assertRows(all(AppendTable.open(HADOOP, path("t")).orElseThrow())).isEqualTo(rows);
  }

  @Test
  void everyTypeComesBackThroughSparkAsItWent() {
    AppendTable table = AppendTable.create(HADOOP, path("t"), ALL_TYPES, Map.of());
    table.append(rowsOfAllTypes(), Map.of());
    Map<Integer, Row> rows = new HashMap<>();
    Sparks.session()
        .read()
        .format("delta")
        .load(path("t"))
        .collectAsList()
        .forEach(row -> rows.put(row.isNullAt(2) ? null : row.getInt(2), row));
    Row row = rows.get(-7);
    assertThat(row.getBoolean(0)).isTrue();
    assertThat(row.getShort(1)).isEqualTo((short) -3);
    assertThat(row.getLong(3)).isEqualTo(Long.MIN_VALUE);
    assertThat(row.getFloat(4)).isEqualTo(1.1f);
    assertThat(row.getDouble(5)).isNaN();
    assertThat(row.getDecimal(6)).isEqualTo(new BigDecimal("-1234567890.05"));
    assertThat(row.getDecimal(7)).isEqualTo(new BigDecimal("-12345678901234.5678"));
    assertThat(row.getDecimal(8))
        .isEqualTo(new BigDecimal("-1234567890123456789012345678.0123456789"));
    assertThat(row.getString(9)).isEqualTo("ä\u0000😀");
    assertThat((byte[]) row.get(10)).containsExactly(0, -1, 127);
    assertThat(row.<Object>getAs("date").toString()).isEqualTo("1969-12-31");
    assertThat(((java.sql.Timestamp) row.get(12)).toInstant())
        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    assertThat(row.get(13)).isEqualTo(LocalDateTime.parse("2026-02-28T23:59:59.000001"));
    assertThat(CollectionConverters.asJava(row.<Object>getSeq(14)))
        .containsExactly(new BigDecimal("1.500"), null);
    assertThat(row.getList(15)).hasSize(3);
    assertThat(row.<String, String>getJavaMap(16)).isEqualTo(nullable("k", null, "", "v"));
    assertThat(row.getStruct(17).getLong(0)).isEqualTo(9);
    assertThat(row.getStruct(17).<String>getList(1)).containsExactly("a", null);
    Row nulls = rows.get(null);
    for (int i = 0; i < ALL_TYPES.length(); i++) {
      assertThat(nulls.isNullAt(i)).as(ALL_TYPES.at(i).getName()).isTrue();
    }
  }

  private static List<Object[]> rowsOfAllTypes() {
    return List.of(
        new Object[] {
          true,
          (short) -3,
          -7,
          Long.MIN_VALUE,
          1.1f,
          Double.NaN,
          new BigDecimal("-1234567890.05"),
          new BigDecimal("-12345678901234.5678"),
          new BigDecimal("-1234567890123456789012345678.0123456789"),
          "ä\u0000😀",
          new byte[] {0, -1, 127},
          (int) LocalDate.parse("1969-12-31").toEpochDay(),
          -1L,
          1_772_323_199_000_001L,
          Arrays.asList(new BigDecimal("1.500"), null),
          Arrays.asList(List.of(1, 2), null, List.of()),
          nullable("k", null, "", "v"),
          new Object[] {9L, Arrays.asList("a", null)}
        },
        new Object[ALL_TYPES.length()],
        new Object[] {
          false,
          Short.MAX_VALUE,
          Integer.MAX_VALUE,
          0L,
          Float.NEGATIVE_INFINITY,
          -0.0,
          new BigDecimal("0.00"),
          new BigDecimal("0.0000"),
          new BigDecimal("9999999999999999999999999999.9999999999"),
          "",
          new byte[0],
          0,
          253_402_300_799_999_999L,
          0L,
          List.of(),
          List.of(),
          Map.of(),
          new Object[] {null, null}
        });
  }

  private static Map<String, String> nullable(String k1, String v1, String k2, String v2) {
    Map<String, String> map = new HashMap<>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }

  @Test
  void compactionKeepsTheRowsAndTheDomains() {
    AppendTable table = AppendTable.create(HADOOP, path("t"), NUMBERS, Map.of());
    Set<Long> expected = new TreeSet<>();
    for (long n = 0; n < 40; n++) {
      table.append(numbers(n), Map.of("last", Long.toString(n)));
      expected.add(n);
    }
    assertThat(table.compact()).isTrue();
    assertThat(table.table.files().size()).isLessThan(10);
    assertThat(contents(table)).isEqualTo(expected);
    assertThat(table.compact()).isFalse();
    AppendTable reopened = AppendTable.open(HADOOP, path("t")).orElseThrow();
    assertThat(contents(reopened)).isEqualTo(expected);
    assertThat(reopened.domain("last")).hasValue("39");
  }

  @Test
  void anotherWritersAppendsAndNewColumnsAreTakenIn() {
    AppendTable first = AppendTable.create(HADOOP, path("t"), NUMBERS, Map.of());
    AppendTable second = AppendTable.open(HADOOP, path("t")).orElseThrow();
    second.append(numbers(1), Map.of("d", "second"));
    first.append(numbers(2), Map.of());
    second.append(numbers(3), Map.of());
    first.evolve(first.schema().add("more", StringType.STRING), Map.of());
    assertThat(first.schema().fieldNames()).containsExactly("n", "more");
    assertThat(contents(AppendTable.open(HADOOP, path("t")).orElseThrow()))
        .containsExactly(1L, 2L, 3L);
    assertThat(first.domain("d")).hasValue("second");
  }

  @Test
  void deletionVectorsOfEveryShapeAreReadAsWritten() {
    DeltaTable table = DeltaTable.create(HADOOP, path("t"), NUMBERS, Map.of());
    List<Object[]> rows = new ArrayList<>();
    for (long n = 0; n < 70_000; n++) {
      rows.add(new Object[] {n});
    }
    commit(table, TableChange.append(rows, Map.of()));
    commit(table, TableChange.append(numbers(1, 2, 3), Map.of()));
    List<String> names = table.files().stream().map(DataFile::path).toList();
    RoaringBitmap many = new RoaringBitmap();
    many.add(0L, 66_000L);
    many.add(69_999);
    commit(
        table,
        new TableChange(
            List.of(),
            Map.of(names.get(0), many, names.get(1), RoaringBitmap.bitmapOf(1)),
            Set.of(),
            Map.of(),
            false));
    commit(
        table,
        new TableChange(
            List.of(),
            Map.of(names.get(0), RoaringBitmap.bitmapOf(66_001, 68_000)),
            Set.of(),
            Map.of(),
            false));
    many.add(66_001);
    many.add(68_000);
    DeltaTable reopened = DeltaTable.open(HADOOP, path("t")).orElseThrow();
    assertThat(reopened.file(names.get(0)).deleted()).isEqualTo(many);
    assertThat(reopened.file(names.get(1)).deleted()).isEqualTo(RoaringBitmap.bitmapOf(1));
    assertThat(reopened.file(names.get(0)).liveRows()).isEqualTo(70_000 - many.getCardinality());
    assertThat(Sparks.session().read().format("delta").load(path("t")).count())
        .isEqualTo(70_000 - many.getCardinality() + 2);
  }

  @Test
  void aFileThatLosesItsLastRowIsGone() {
    DeltaTable table = DeltaTable.create(HADOOP, path("t"), NUMBERS, Map.of());
    commit(table, TableChange.append(numbers(1, 2), Map.of()));
    String name = table.files().iterator().next().path();
    commit(table, deleting(name, 0));
    commit(table, deleting(name, 1));
    assertThat(table.files()).isEmpty();
    assertThat(DeltaTable.open(HADOOP, path("t")).orElseThrow().files()).isEmpty();
  }

  @Test
  void foldersWithBlanksAndPercentSignsAreTakenAsTheyAre() {
    String odd = folder.resolve("mirror/%2E%2E/a b%20c+ü#?").toString();
    AppendTable table = AppendTable.create(HADOOP, odd, NUMBERS, Map.of());
    table.append(numbers(1, 2), Map.of());
    AppendTable reopened = AppendTable.open(HADOOP, odd).orElseThrow();
    assertThat(contents(reopened)).containsExactly(1L, 2L);
    assertThat(folder.resolve("mirror/%2E%2E/a b%20c+ü#?/_delta_log")).isDirectory();
    DataFile file = reopened.table.files().iterator().next();
    assertThat(Path.of(odd, file.path())).as("named relative to the table").exists();
    commit(reopened.table, deleting(file.path(), 0));
    assertThat(contents(AppendTable.open(HADOOP, odd).orElseThrow())).containsExactly(2L);
    assertThat(Sparks.session().read().format("delta").load(odd).collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(2L);
  }

  @Test
  void whatSparkWritesAndRearrangesIsTakenIn() {
    AppendTable table = AppendTable.create(HADOOP, path("t"), NUMBERS, Map.of());
    table.append(numbers(1, 2), Map.of());
    table.append(numbers(3, 4), Map.of());
    Sparks.session().sql("DELETE FROM delta.`" + path("t") + "` WHERE n = 2");
    Sparks.session().sql("INSERT INTO delta.`" + path("t") + "` VALUES (7)");
    Sparks.session().sql("OPTIMIZE delta.`" + path("t") + "`");
    table.append(numbers(5), Map.of("d", "x"));
    assertThat(contents(table)).containsExactly(1L, 3L, 4L, 5L, 7L);
  }

  @Test
  void thereIsNoTableInAnEmptyFolder() {
    assertThat(LakeTable.existing(HADOOP, folder.toString())).isEmpty();
    assertThat(LakeTable.existing(HADOOP, path("none"))).isEmpty();
  }

  private static TableChange deleting(String name, int row) {
    return new TableChange(
        List.of(), Map.of(name, RoaringBitmap.bitmapOf(row)), Set.of(), Map.of(), false);
  }

  private static void commit(DeltaTable table, TableChange change) {
    try {
      table.commit(change);
    } catch (ForeignCommitException e) {
      throw new IllegalStateException(e);
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<Object[]> numbers(long... numbers) {
    List<Object[]> rows = new ArrayList<>();
    Arrays.stream(numbers).forEach(n -> rows.add(new Object[] {n}));
    return rows;
  }

  private static Set<Long> contents(AppendTable table) {
    Set<Long> contents = new TreeSet<>();
    table.scan(List.of("n"), row -> assertThat(contents.add((Long) row[0])).isTrue());
    return contents;
  }

  private static List<Object[]> all(AppendTable table) {
    List<Object[]> rows = new ArrayList<>();
    table.scan(table.schema().fieldNames(), rows::add);
    return Collections.unmodifiableList(rows);
  }

  private static RecursiveComparisonAssert<?> assertRows(List<Object[]> rows) {
    return assertThat(rows)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .withEqualsForType(Float::equals, Float.class);
  }
}
