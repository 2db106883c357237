package io.tidemark.bench.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.contract.Order;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Against what Tidemark's connector wrote on the local stack for two transactions: two inserts;
 * then an update, a delete and an insert. Key and value, a line each.
 */
class EventTextTest {
  private static final long CREATED = 1_767_323_045_123_456L;
  private static final long UPDATED = 1_767_323_045_100_000L;
  private static final Order ORDER =
      new Order(id('a'), 42, "new", 12_340, "a note", CREATED, UPDATED);
  private static final Order WITHOUT_NOTE =
      new Order(id('b'), 43, "new", 50, null, 1_767_323_045_000_000L, 1_767_323_045_120_000L);
  private static final OrderTransaction FIRST =
      new OrderTransaction(
          758,
          28_894_248,
          28_920_608,
          1_795_459_777_595_124L,
          List.of(
              new OrderChange('c', ORDER, 28_920_088),
              new OrderChange('c', WITHOUT_NOTE, 28_920_376)));
  private static final OrderTransaction SECOND =
      new OrderTransaction(
          759,
          28_920_608,
          28_921_072,
          1_795_459_777_597_471L,
          List.of(
              new OrderChange(
                  'u',
                  new Order(id('a'), 42, "paid", 12_340, "a note", CREATED, UPDATED),
                  28_920_608),
              new OrderChange('d', WITHOUT_NOTE, 28_920_744),
              new OrderChange(
                  'c',
                  new Order(
                      id('c'), 42, "new", 100_000_000_000L, "a \"quoted\" note", CREATED, UPDATED),
                  28_920_824)));

  @Test
  void everyMessageIsByteForByteTheConnectors() throws IOException {
    Map<String, Integer> lines =
        Map.of("update", 2, "delete", 6, "insert", 0, "without note", 4, "quoted", 10);
    check(lines.get("insert"), FIRST, 0, 1_795_459_777_767_109_426L);
    check(lines.get("update"), SECOND, 0, 1_795_459_777_779_284_234L);
    check(lines.get("without note"), FIRST, 1, 1_795_459_777_775_756_429L);
    check(lines.get("delete"), SECOND, 1, 1_795_459_777_787_444_221L);
    check(lines.get("quoted"), SECOND, 2, 1_795_459_777_788_535_709L);
  }

  private static void check(int line, OrderTransaction transaction, int place, long sentNanos)
      throws IOException {
    List<String> recorded = recorded();
    assertThat(text(EventText.key(transaction.changes().get(place).order())))
        .isEqualTo(recorded.get(line));
    assertThat(text(EventText.value(transaction, place, sentNanos)))
        .isEqualTo(recorded.get(line + 1));
  }

  @Test
  void deleteIsFollowedByItsTombstone() throws IOException {
    assertThat(recorded().get(8)).isEqualTo(recorded().get(6));
    assertThat(recorded().get(9)).isEqualTo("null");
  }

  @Test
  void endOfTransactionIsTheConnectorsToo() throws IOException {
    List<String> recorded = recorded();
    assertThat(text(EventText.endKey(FIRST))).isEqualTo(recorded.get(12));
    assertThat(text(EventText.end(FIRST))).isEqualTo(recorded.get(13));
    assertThat(text(EventText.endKey(SECOND))).isEqualTo(recorded.get(14));
    assertThat(text(EventText.end(SECOND))).isEqualTo(recorded.get(15));
  }

  private static String id(char first) {
    return UUID.fromString(first + "0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11").toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<String> recorded() throws IOException {
    try (InputStream in = EventTextTest.class.getResourceAsStream("recorded.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
