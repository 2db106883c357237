package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.TableId;
import org.junit.jupiter.api.Test;

class RowMemoryTest {
  private static final TableId ORDERS = new TableId("public", "orders");
  private static final TableId USERS = new TableId("public", "users");

  private final RowMemory memory = new RowMemory(60);

  @Test
  void rowsAreToldApartByTableAndKey() {
    memory.remember(ORDERS, key(1), row("a"));
    memory.remember(USERS, key(1), row("b"));

    assertThat(memory.row(ORDERS, key(1))).contains(row("a"));
    assertThat(memory.row(USERS, key(1))).contains(row("b"));
    assertThat(memory.row(USERS, key(2))).isEmpty();
  }

  @Test
  void theRowTouchedLongestAgoIsForgottenFirst() {
    for (int id = 1; id <= 6; id++) {
      memory.remember(ORDERS, key(id), row("a")); // ten characters each
    }
    assertThat(memory.row(ORDERS, key(1))).isPresent();
    memory.remember(ORDERS, key(7), row("a"));

    assertThat(memory.row(ORDERS, key(1))).isPresent();
    assertThat(memory.row(ORDERS, key(2))).isEmpty();
  }

  @Test
  void aRowLargerThanTheMemoryIsNotKept() {
    memory.remember(ORDERS, key(1), row("x".repeat(1_000)));

    assertThat(memory.row(ORDERS, key(1))).isEmpty();
    memory.remember(ORDERS, key(2), row("a"));
    assertThat(memory.row(ORDERS, key(2))).isPresent();
  }

  @Test
  void aTruncatedTableIsForgottenAndItsRoomIsFree() {
    for (int id = 1; id <= 6; id++) {
      memory.remember(ORDERS, key(id), row("a"));
    }
    memory.forget(ORDERS);
    for (int id = 1; id <= 6; id++) {
      memory.remember(USERS, key(id), row("a"));
    }

    assertThat(memory.row(ORDERS, key(6))).isEmpty();
    assertThat(memory.row(USERS, key(1))).isPresent();
  }

  private static ObjectNode key(int id) {
    return Rows.JSON.createObjectNode().put("id", id);
  }

  private static ObjectNode row(String text) {
    return Rows.JSON.createObjectNode().put("vv", text);
  }
}
