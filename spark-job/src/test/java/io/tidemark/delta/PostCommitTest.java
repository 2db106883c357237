package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostCommitTest {
  private static final Configuration HADOOP = new Configuration();
  private static final StructType NUMBERS = new StructType().add("n", LongType.LONG);

  @TempDir Path folder;

  @Test
  void aCommitReadsNothingOfTheLog() throws IOException {
    AppendTable table = AppendTable.create(HADOOP, path(), NUMBERS, Map.of("d", "0"));
    append(table, 1);
    for (long version = 2; version < 20; version++) {
      Files.delete(log(version - 2, "json"));
      append(table, version);
      assertThat(table.domain("d")).hasValue("" + version);
    }
  }

  @Test
  void aTableThatHasNoChecksumGetsOne() throws IOException {
    AppendTable table = AppendTable.create(HADOOP, path(), NUMBERS, Map.of("d", "0"));
    append(table, 1);
    assertThat(log(1, "crc")).doesNotExist();
    Files.delete(log(0, "crc"));
    AppendTable again = AppendTable.open(HADOOP, path()).orElseThrow();
    append(again, 2);
    assertThat(log(2, "crc")).content().contains("\"numFiles\":2");
    Files.delete(log(1, "json"));
    append(again, 3);
    assertThat(again.domain("d")).hasValue("3");
  }

  @Test
  void soDoesOneThatHasDeletedRowsInSomeOfItsFiles() throws IOException {
    KeyedTable table = KeyedTable.create(HADOOP, path(), NUMBERS, List.of("n"), Map.of());
    apply(table, Set.of(), 1, 2, 3);
    apply(table, Set.of(2L), 4);
    KeyedTable again = KeyedTable.open(HADOOP, path()).orElseThrow();
    apply(again, Set.of(), 5);
    assertThat(log(3, "crc")).content().contains("\"numFiles\":3");
    Files.delete(log(2, "json"));
    apply(again, Set.of(5L), 6);
    assertThat(again.rows()).isEqualTo(4);
  }

  private static void apply(KeyedTable table, Set<Long> deleted, long... numbers) {
    Map<KeyHash, Object[]> rows = new HashMap<>();
    for (long number : numbers) {
      rows.put(KeyHash.of(List.of(number)), new Object[] {number});
    }
    Set<KeyHash> gone =
        deleted.stream().map(n -> KeyHash.of(List.of(n))).collect(Collectors.toSet());
    table.apply(new KeyedChange(rows, gone, null, Map.of()));
  }

  @Test
  void theTableIsTheSameForWhoOpensItBehindTheChecksum() throws IOException {
    AppendTable table = AppendTable.create(HADOOP, path(), NUMBERS, Map.of("d", "0"));
    for (long version = 1; version <= 53; version++) {
      append(table, version);
    }
    assertThat(log(50, "crc")).exists();
    AppendTable again = AppendTable.open(HADOOP, path()).orElseThrow();
    assertThat(again.domain("d")).hasValue("53");
    List<Object> numbers = new ArrayList<>();
    again.scan(List.of("n"), row -> numbers.add(row[0]));
    assertThat(numbers).hasSize(53).doesNotHaveDuplicates();
  }

  private static void append(AppendTable table, long version) {
    long made = table.append(List.<Object[]>of(new Object[] {version}), Map.of("d", "" + version));
    assertThat(made).isEqualTo(version);
  }

  private String path() {
    return folder.resolve("t").toString();
  }

  private Path log(long version, String kind) {
    return folder.resolve("t/_delta_log/%020d.%s".formatted(version, kind));
  }
}
