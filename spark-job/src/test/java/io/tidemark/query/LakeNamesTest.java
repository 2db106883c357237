package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeNamesTest {
  @TempDir Path folder;
  private LakeLayout layout;

  @BeforeEach
  void begin() throws IOException {
    layout = new LakeLayout(folder.toString());
    table(layout.changes());
    table(layout.aggregate("spend"));
  }

  @Test
  void eachTableHasItsNameAndEachMirrorOneOfItsSchemaToo() throws IOException {
    String payments = mirror("public", "payments");
    String orders = mirror("sales", "orders");
    LakeNames names = names();
    assertThat(names.path(List.of("mirror", "payments"))).hasValue(payments);
    assertThat(names.path(List.of("mirror", "public", "payments"))).hasValue(payments);
    assertThat(names.path(List.of("mirror", "sales__orders"))).hasValue(orders);
    assertThat(names.path(List.of("mirror", "sales", "orders"))).hasValue(orders);
    assertThat(names.path(List.of("mirror", "orders"))).isEmpty();
    assertThat(names.all())
        .containsExactly(
            "aggregate.spend", "mirror.payments", "mirror.sales__orders", "system.changes");
  }

  @Test
  void theLedgerKnowsATableByItsLongestName() throws IOException {
    String orders = mirror("sales", "orders");
    table(layout.ledger());
    LakeNames names = names();
    assertThat(names.inLedger(orders)).hasValue("mirror.sales.orders");
    assertThat(names.inLedger(layout.changes())).hasValue("system.changes");
    assertThat(names.inLedger(layout.aggregate("spend"))).hasValue("aggregate.spend");
    assertThat(names.inLedger(layout.ledger())).as("its own version is not in it").isEmpty();
  }

  @Test
  void namesThatDifferInCaseAreTwoNames() throws IOException {
    String upper = mirror("public", "Orders");
    String lower = mirror("public", "orders");
    LakeNames names = names();
    assertThat(names.path(List.of("mirror", "Orders"))).hasValue(upper);
    assertThat(names.path(List.of("mirror", "orders"))).hasValue(lower);
    assertThat(names.path(List.of("mirror", "ORDERS"))).isEmpty();
    assertThat(names.path(List.of("System", "Changes"))).hasValue(layout.changes());
  }

  @Test
  void aShortNameOfTwoTablesIsTheNameOfNeither() throws IOException {
    String plain = mirror("public", "sales__orders");
    String schema = mirror("sales", "orders");
    LakeNames names = names();
    assertThat(names.path(List.of("mirror", "sales__orders"))).isEmpty();
    assertThat(names.path(List.of("mirror", "public", "sales__orders"))).hasValue(plain);
    assertThat(names.path(List.of("mirror", "sales", "orders"))).hasValue(schema);
    assertThat(names.all()).contains("mirror.public.sales__orders", "mirror.sales.orders");
  }

  @Test
  void strangeNamesAreShownAsTheyAreWrittenInSql() throws IOException {
    String path = mirror("Sales & Co", "a `b`");
    LakeNames names = names();
    assertThat(names.path(List.of("mirror", "Sales & Co__a `b`"))).hasValue(path);
    assertThat(names.all()).contains("mirror.`Sales & Co__a ``b```");
    assertThat(names.in(List.of("mirror"), false)).containsExactly("Sales & Co__a `b`");
    assertThat(names.in(List.of("mirror"), true)).containsExactly("Sales & Co");
    assertThat(names.in(List.of(), true)).containsExactly("aggregate", "mirror", "system");
  }

  private LakeNames names() {
    return new LakeNames(new Configuration(), layout);
  }

  private String mirror(String schema, String table) throws IOException {
    return table(layout.mirror(new TableId(schema, table)));
  }

  private static String table(String path) throws IOException {
    Files.createDirectories(Path.of(path, "_delta_log"));
    return path;
  }
}
