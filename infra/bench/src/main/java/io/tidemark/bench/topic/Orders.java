package io.tidemark.bench.topic;

import io.tidemark.bench.contract.OrderSum;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Transactions on {@code public.orders} up to a number of changes, the same for the same seed: of a
 * hundred changes about 60 create a row, 30 update and 10 delete one that is there, any as likely
 * as another. After the last one {@link #state} is what the table holds.
 */
final class Orders implements Iterator<OrderTransaction> {
  private static final long FIRST_LSN = 0x1_8000_0000L;
  private static final long FIRST_TX_ID = 1_000;
  private static final int LEAST_CHANGES = 5;
  private static final int MORE_CHANGES = 11;

  /** Bytes of WAL that a change takes, more or less. */
  private static final long CHANGE_BYTES = 320;

  private static final long COMMIT_BYTES = 48;
  private static final int DELETE_BELOW = 10;
  private static final int UPDATE_BELOW = 40;

  private final OrderMaker maker;
  private final long events;
  private final OrderSum state = new OrderSum();

  /** Rows that are there, in no order. */
  private final List<Live> live = new ArrayList<>();

  private long event;
  private long transaction;
  private long lsn = FIRST_LSN;
  private long commit = FIRST_LSN;

  /** The change that made a row, the one that left it as it is, and when those were. */
  private record Live(long number, long version, long createdMicros, long updatedMicros) {}

  Orders(long seed, long events) {
    this.maker = new OrderMaker(seed);
    this.events = events;
  }

  @Override
  public boolean hasNext() {
    return event < events;
  }

  @Override
  public OrderTransaction next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + events + " changes were made");
    }
    long micros = maker.commitMicros(transaction);
    long size = LEAST_CHANGES + maker.below(MORE_CHANGES, 20, transaction);
    long end = Math.min(events, event + size);
    List<OrderChange> changes = new ArrayList<>();
    while (event < end) {
      changes.add(change(micros));
      lsn += CHANGE_BYTES + 8 * maker.below(10, 21, event);
      event++;
    }
    long before = commit;
    commit = lsn;
    lsn += COMMIT_BYTES;
    return new OrderTransaction(FIRST_TX_ID + transaction++, before, commit, micros, changes);
  }

  /** Of the rows after all transactions so far. */
  OrderSum state() {
    return state;
  }

  private OrderChange change(long micros) {
    long roll = maker.below(100, 22, event);
    if (live.isEmpty() || roll >= UPDATE_BELOW) {
      live.add(new Live(event, event, micros, micros));
      Order created = maker.created(event, micros);
      created.addTo(state);
      return new OrderChange('c', created, lsn);
    }
    int place = (int) maker.below(live.size(), 23, event);
    Live row = live.get(place);
    Order old = maker.updated(row.number, row.version, row.createdMicros, row.updatedMicros);
    old.removeFrom(state);
    if (roll < DELETE_BELOW) {
      Live last = live.remove(live.size() - 1);
      if (place < live.size()) {
        live.set(place, last);
      }
      return new OrderChange('d', old, lsn);
    }
    live.set(place, new Live(row.number, event, row.createdMicros, micros));
    Order updated = maker.updated(row.number, event, row.createdMicros, micros);
    updated.addTo(state);
    return new OrderChange('u', updated, lsn);
  }
}
