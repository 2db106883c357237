package io.tidemark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StructType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.Sparks;
import io.tidemark.lake.LakeLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeCatalogIT {
  private static final StructType SCHEMA = new StructType().add("n", IntegerType.INTEGER);

  @TempDir Path folder;
  private LakeLayout layout;
  private AppendTable orders;
  private AppendTable changes;
  private AppendTable ledger;

  @BeforeEach
  void begin() {
    layout = new LakeLayout(folder.resolve("a lake").toString());
    orders = table(layout.mirror(new TableId("Sales & Co", "Orders")));
    changes = table(layout.changes());
    ledger = table(layout.ledger());
  }

  private static AppendTable table(String path) {
    return AppendTable.create(new Configuration(), path, SCHEMA, Map.of());
  }

  private static long append(AppendTable table, int n) {
    return table.append(List.<Object[]>of(new Object[] {n}), Map.of());
  }

  private long count(Map<String, Long> versions, String table) {
    SparkSession session = Sparks.session().newSession();
    SparkSession.setActiveSession(session);
    try {
      LakeCatalog.use(session, layout, versions);
      return session.sql("select count(*) from " + table).collectAsList().get(0).getLong(0);
    } finally {
      SparkSession.clearActiveSession(); // others in this JVM write
    }
  }

  @Test
  void tablesAreReadAtTheVersionsThatBelongTogether() {
    Map<String, Long> versions =
        Map.of("mirror.Sales & Co.Orders", append(orders, 1), "system.changes", append(changes, 1));
    append(orders, 2);
    append(changes, 2);
    append(changes, 3);
    append(ledger, 1);
    assertThat(count(versions, "mirror.`Sales & Co`.Orders")).isEqualTo(1);
    assertThat(count(versions, "mirror.`Sales & Co__Orders`")).isEqualTo(1);
    assertThat(count(Map.of(), "mirror.`Sales & Co`.Orders")).isEqualTo(2);
    assertThat(count(versions, "system.changes version as of 2")).as("asked for").isEqualTo(2);
    assertThat(count(versions, "system.ledger")).as("as it is now").isEqualTo(1);
  }

  @Test
  void aTableThatWasNotThereThenIsNotThere() {
    append(orders, 1);
    Map<String, Long> versions = Map.of("system.changes", 0L);
    assertThatThrownBy(() -> count(versions, "mirror.`Sales & Co`.Orders"))
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
  }
}
