package io.tidemark.bench.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderSum;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Headers;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TransactionEnd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrdersTest {
  private static final int EVENTS = 3_000;

  @Test
  void sameSeedMakesTheSameChangesAndAnotherOneOthers() {
    assertThat(all(7)).isEqualTo(all(7)).isNotEqualTo(all(8));
  }

  @Test
  void ofTenChangesSixCreateThreeUpdateAndOneDeletes() {
    Map<Character, Integer> counts = new HashMap<>();
    changes(all(7)).forEach(change -> counts.merge(change.operation(), 1, Integer::sum));
    assertThat(changes(all(7))).hasSize(EVENTS);
    assertThat(counts.get('c')).isBetween(EVENTS * 57 / 100, EVENTS * 63 / 100);
    assertThat(counts.get('u')).isBetween(EVENTS * 27 / 100, EVENTS * 33 / 100);
    assertThat(counts.get('d')).isBetween(EVENTS * 8 / 100, EVENTS * 12 / 100);
  }

  @Test
  void lsnsRiseAndEachTransactionNamesTheCommitBefore() {
    long last = 0;
    long commit = all(7).get(0).commitBefore();
    for (OrderTransaction transaction : all(7)) {
      assertThat(transaction.commitBefore()).isEqualTo(commit);
      for (OrderChange change : transaction.changes()) {
        assertThat(change.lsn()).isGreaterThan(last);
        last = change.lsn();
      }
      commit = transaction.endLsn();
      assertThat(commit).isGreaterThan(last);
    }
  }

  @Test
  void stateIsWhatTheLastChangeOfEachKeyLeaves() {
    Orders orders = new Orders(7, EVENTS);
    Map<String, Order> rows = new HashMap<>();
    while (orders.hasNext()) {
      for (OrderChange change : orders.next().changes()) {
        if (change.operation() == 'd') {
          assertThat(rows.remove(change.order().id())).isEqualTo(change.order());
        } else {
          boolean there = rows.put(change.order().id(), change.order()) != null;
          assertThat(there).isEqualTo(change.operation() == 'u');
        }
      }
    }
    assertThat(orders.state().toJson()).isEqualTo(sum(rows).toJson());
  }

  /** Read by the job's own decoder, as the job reads it. */
  @Test
  void jobDecodesEveryMessageAsItWasMeant() {
    Decoder decoder = new Decoder(DecoderSettings.of("__debezium_unavailable_value"));
    Map<String, Order> rows = new HashMap<>();
    Orders orders = new Orders(7, EVENTS);
    while (orders.hasNext()) {
      OrderTransaction transaction = orders.next();
      for (int place = 0; place < transaction.changes().size(); place++) {
        Order order = transaction.changes().get(place).order();
        byte[] value = EventText.value(transaction, place, 1_000_000_000L);
        ChangeEvent event =
            (ChangeEvent) decoded(decoder, RecordedTopic.CHANGES, EventText.key(order), value);
        assertThat(event.counted()).isTrue();
        assertThat(event.commitMicros()).isEqualTo(transaction.commitMicros());
        rows.remove(order.id());
        if (event.after() != null) {
          rows.put(order.id(), order(event.after().values()));
        }
      }
      Decoded end =
          decoded(
              decoder,
              RecordedTopic.TRANSACTIONS,
              EventText.endKey(transaction),
              EventText.end(transaction));
      assertThat(end).isInstanceOf(TransactionEnd.class);
    }
    assertThat(sum(rows).toJson()).isEqualTo(orders.state().toJson());
  }

  private static Decoded decoded(Decoder decoder, String topic, byte[] key, byte[] value) {
    return decoder.decode(new KafkaPosition(topic, 0, 0, 0), key, value, Headers.NONE);
  }

  private static Order order(List<Object> values) {
    return new Order(
        (String) values.get(0),
        (Long) values.get(1),
        (String) values.get(2),
        ((BigDecimal) values.get(3)).unscaledValue().longValueExact(),
        (String) values.get(4),
        (Long) values.get(5),
        (Long) values.get(6));
  }

  private static OrderSum sum(Map<String, Order> rows) {
    OrderSum sum = new OrderSum();
    rows.values().forEach(sum::add);
    return sum;
  }

  private static List<OrderTransaction> all(long seed) {
    List<OrderTransaction> transactions = new ArrayList<>();
    new Orders(seed, EVENTS).forEachRemaining(transactions::add);
    return transactions;
  }

  private static List<OrderChange> changes(List<OrderTransaction> transactions) {
    return transactions.stream().flatMap(one -> one.changes().stream()).toList();
  }
}
