package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.TableId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapturedTest {
  private static final TableId ORDERS = new TableId("public", "orders");

  @Test
  void aTableThatTheListsLeaveOutIsNotSent() {
    assertThat(Captured.obstacle(Map.of("table.exclude.list", "public\\.o.*"), ORDERS))
        .hasValueSatisfying(why -> assertThat(why).contains("leave it out"));
    assertThat(Captured.obstacle(Map.of("table.include.list", "public.orders"), ORDERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "column.exclude.list",
        "column.include.list",
        "column.mask.with.12.chars",
        "column.truncate.to.20.chars",
        "column.mask.hash.v2.SHA-256.with.salt.x"
      })
  void columnsThatAreHiddenOrAlteredAreNamedByTheSetting(String setting) {
    assertThat(Captured.obstacle(Map.of(setting, "public.orders.name"), ORDERS))
        .hasValueSatisfying(why -> assertThat(why).contains("'" + setting + "'"));
    assertThat(Captured.obstacle(Map.of(setting, ""), ORDERS)).isEmpty();
  }

  @Test
  void whatSaysMoreOfColumnsHidesNone() {
    assertThat(
            Captured.obstacle(
                Map.of("column.propagate.source.type", ".*", "datatype.propagate.source.type", "."),
                ORDERS))
        .isEmpty();
  }
}
