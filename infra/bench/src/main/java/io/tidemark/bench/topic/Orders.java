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
  private static final int LEAST_CHANGES = 5;
  private static final int MORE_CHANGES = 11;
  private static final int DELETE_BELOW = 10;
  private static final int UPDATE_BELOW = 40;

  private final OrderMaker maker;
  private final Wal wal;
  private final long events;
  private final OrderSum state = new OrderSum();

  /** Rows that are there, in no order. */
  private final List<LiveOrder> live = new ArrayList<>();

  Orders(long seed, long events) {
    this.maker = new OrderMaker(seed);
    this.wal = new Wal(maker);
    this.events = events;
  }

  @Override
  public boolean hasNext() {
    return wal.change() < events;
  }

  @Override
  public OrderTransaction next() {
    if (!hasNext()) {
      throw new NoSuchElementException("all " + events + " changes were made");
    }
    long size = LEAST_CHANGES + maker.below(MORE_CHANGES, 20, wal.transaction());
    long end = Math.min(events, wal.change() + size);
    List<OrderChange> changes = new ArrayList<>();
    while (wal.change() < end) {
      changes.add(change(wal.change()));
    }
    return wal.commit(changes);
  }

  /** Of the rows after all transactions so far. */
  OrderSum state() {
    return state;
  }

  private OrderChange change(long number) {
    long roll = maker.below(100, 22, number);
    if (live.isEmpty() || roll >= UPDATE_BELOW) {
      LiveOrder created = LiveOrder.created(number, wal.commitMicros());
      live.add(created);
      state.add(created.order(maker));
      return wal.append('c', created.order(maker));
    }
    int place = (int) maker.below(live.size(), 23, number);
    LiveOrder row = live.get(place);
    state.remove(row.order(maker));
    if (roll < DELETE_BELOW) {
      LiveOrder last = live.remove(live.size() - 1);
      if (place < live.size()) {
        live.set(place, last);
      }
      return wal.append('d', row.order(maker));
    }
    LiveOrder updated = row.updated(number, wal.commitMicros());
    live.set(place, updated);
    state.add(updated.order(maker));
    return wal.append('u', updated.order(maker));
  }
}
