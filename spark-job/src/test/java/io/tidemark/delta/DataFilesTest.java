package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
  private static final Configuration HADOOP = new Configuration();
  private static final DataType TEXTS = new ArrayType(StringType.STRING, true);
  private static final StructType INNER =
      new StructType()
          .add("deep", new StructType().add("n", LongType.LONG).add("texts", TEXTS))
          .add("map", new MapType(StringType.STRING, new DecimalType(38, 5), true));
  private static final StructType ROWS =
      new StructType()
          .add("id", LongType.LONG, false)
          .add("short", ShortType.SHORT)
          .add("money", new DecimalType(9, 2))
          .add("large", new DecimalType(18, 4))
          .add("huge", new DecimalType(38, 0))
          .add("text", StringType.STRING)
          .add("arrays", new ArrayType(new ArrayType(LongType.LONG, true), true))
          .add("structs", new ArrayType(INNER, true))
          .add("inner", INNER);

  @TempDir static Path folder;

  /** Files of any nesting, some with more rows than a page, with and without values that repeat. */
  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int number = seed % 20 == 0 ? 25_000 : random.nextInt(50);
      int distinct = 1 + random.nextInt(1000);
      List<Object[]> rows = new ArrayList<>();
      for (int i = 0; i < number; i++) {
        rows.add(row(new Random(seed + i % distinct), i));
      }
      DataFileStatus file = write(ROWS, rows);
      assertThat(file.getStatistics().orElseThrow().getNumRecords()).isEqualTo(number);
      List<Object[]> read = read(ROWS, file);
      assertThat(read.size()).as("seed %d", seed).isEqualTo(number);
      for (int i = 0; i < number; i++) {
        assertThat(same(read.get(i), rows.get(i))).as("seed %d, row %d", seed, i).isTrue();
      }
    }
  }

  @Test
  void textsOfAHundredMegabytesAreSeveralRowGroups() throws IOException {
    StructType texts = new StructType().add("text", StringType.STRING);
    List<Object[]> rows = new ArrayList<>();
    String large = "tidemark".repeat(125_000);
    for (int i = 0; i < 300; i++) {
      rows.add(new Object[] {i + large});
    }
    List<Object[]> read = read(texts, write(texts, rows));
    assertThat(read).hasSize(300);
    for (int i = 0; i < 300; i++) {
      assertThat(read.get(i)[0]).isEqualTo(rows.get(i)[0]);
    }
  }

  @Test
  void boundsHoldAndAreShort() throws IOException {
    StructType columns = new StructType().add("text", StringType.STRING);
    String emoji = "x".repeat(31) + "\uD83C\uDF0A".repeat(20);
    String last = "y".repeat(32) + "\uDBFF\uDFFF".repeat(3);
    DataFileStatistics statistics =
        write(columns, List.of(new Object[] {emoji}, new Object[] {last}, new Object[] {null}))
            .getStatistics()
            .orElseThrow();
    Column text = new Column("text");
    assertThat(statistics.getMinValues().get(text).getValue()).isEqualTo("x".repeat(31));
    assertThat(statistics.getMaxValues().get(text).getValue())
        .isEqualTo("y".repeat(32) + "\uDBFF\uDFFF");
    assertThat(statistics.getNullCount()).containsEntry(text, 1L);
  }

  @Test
  void numbersHaveTheirBoundsAndNotANumberHasNone() throws IOException {
    StructType columns =
        new StructType()
            .add("d", DoubleType.DOUBLE)
            .add("nan", DoubleType.DOUBLE)
            .add("money", new DecimalType(30, 2))
            .add("at", TimestampType.TIMESTAMP)
            .add("none", LongType.LONG);
    DataFileStatistics statistics =
        write(
                columns,
                List.of(
                    new Object[] {0.0, 1.0, new BigDecimal("-7.10"), 5L, null},
                    new Object[] {-0.0, Double.NaN, new BigDecimal("9.99"), -5L, null}))
            .getStatistics()
            .orElseThrow();
    assertThat(statistics.getMinValues().get(new Column("d")).getValue()).isEqualTo(-0.0);
    assertThat(statistics.getMaxValues().get(new Column("d")).getValue()).isEqualTo(0.0);
    assertThat(statistics.getMaxValues()).doesNotContainKey(new Column("nan"));
    assertThat(statistics.getNullCount()).containsEntry(new Column("nan"), 0L);
    assertThat(statistics.getMinValues().get(new Column("money")).getValue())
        .isEqualTo(new BigDecimal("-7.10"));
    assertThat(statistics.getMaxValues().get(new Column("at")).getValue()).isEqualTo(5L);
    assertThat(statistics.getMinValues().get(new Column("none")).getValue()).isNull();
    assertThat(statistics.getNullCount()).containsEntry(new Column("none"), 2L);
  }

  @Test
  void aValueThatMustBeThereIsMissed() {
    StructType columns = new StructType().add("id", LongType.LONG, false);
    assertThatThrownBy(() -> write(columns, List.<Object[]>of(new Object[] {null})))
        .hasMessageContaining("no value for the column 'id'");
  }

  private static Object[] row(Random random, long id) {
    return new Object[] {
      id,
      or(random, (short) random.nextInt()),
      or(random, BigDecimal.valueOf(random.nextInt(1_999_999_999) - 999_999_999L, 2)),
      or(random, BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000_000_000L, 4)),
      or(random, new BigDecimal(new BigInteger(120, random).subtract(BigInteger.TWO.pow(119)))),
      or(random, text(random)),
      or(random, list(random, () -> or(random, list(random, () -> or(random, random.nextLong()))))),
      or(random, list(random, () -> or(random, inner(random)))),
      or(random, inner(random))
    };
  }

  private static Object[] inner(Random random) {
    Map<String, BigDecimal> map = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      map.put("k" + i, (BigDecimal) or(random, BigDecimal.valueOf(random.nextInt() * 100_000L, 5)));
    }
    Object[] deep = {
      or(random, random.nextLong()), or(random, list(random, () -> or(random, text(random))))
    };
    return new Object[] {or(random, deep), or(random, map)};
  }

  private static String text(Random random) {
    return random.nextBoolean() ? "" : Long.toString(random.nextLong()) + "\uD83C\uDF0A\u00e9";
  }

  private static Object or(Random random, Object value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private static List<Object> list(Random random, java.util.function.Supplier<Object> element) {
    List<Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private static DataFileStatus write(StructType columns, List<Object[]> rows) throws IOException {
    List<Column> counted = columns.fieldNames().stream().map(Column::new).toList();
    try (CloseableIterator<DataFileStatus> files =
        DataFiles.write(storage(), "file:" + folder, columns, rows, counted)) {
      return files.next();
    }
  }

  private static List<Object[]> read(StructType columns, DataFileStatus file) {
    List<Object[]> rows = new ArrayList<>();
    DataFiles.read(
        DefaultEngine.create(storage()),
        FileStatus.of(file.getPath(), file.getSize(), file.getModificationTime()),
        columns,
        (number, values) -> {
          assertThat(number).isEqualTo(rows.size());
          rows.add(values);
        });
    return rows;
  }

  private static FileIO storage() {
    return Storage.of(HADOOP, "file:" + folder);
  }

  /** Lists of structs have no equals of their own. */
  private static boolean same(Object one, Object other) {
    if (one instanceof Object[] a && other instanceof Object[] b) {
      return same(Arrays.asList(a), Arrays.asList(b));
    } else if (one instanceof List<?> a && other instanceof List<?> b) {
      boolean same = a.size() == b.size();
      for (int i = 0; same && i < a.size(); i++) {
        same = same(a.get(i), b.get(i));
      }
      return same;
    }
    return Objects.equals(one, other);
  }
}
