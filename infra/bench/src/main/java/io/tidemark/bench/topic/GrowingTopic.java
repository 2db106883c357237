package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderSum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Topics of a table that is loaded with a number of rows and then gets batches of updates of random
 * rows, each row at most once in a batch; transactions of ten changes.
 */
public final class GrowingTopic implements AutoCloseable {
  private static final int TRANSACTION = 10;

  private final long rows;
  private final OrderMaker maker;
  private final Wal wal;
  private final TopicWriter writer;
  private final Map<Long, LiveOrder> updated = new HashMap<>();

  private GrowingTopic(long seed, long rows, TopicWriter writer) {
    this.rows = rows;
    this.maker = new OrderMaker(seed);
    this.wal = new Wal(maker);
    this.writer = writer;
  }

  /** Topics on a broker, made if it has none; no row of the table is taken yet. */
  public static GrowingTopic open(String bootstrap, long seed, long rows, Consumer<String> progress)
      throws InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      Topics.makeUnlessThere(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka at " + bootstrap + " refused", e.getCause());
    }
    return new GrowingTopic(seed, rows, new TopicWriter(bootstrap, progress));
  }

  /** The row of a number below {@code rows}, as the load creates it. */
  public static Order loaded(long seed, long number) {
    OrderMaker maker = new OrderMaker(seed);
    return loaded(maker, number).order(maker);
  }

  private static LiveOrder loaded(OrderMaker maker, long number) {
    return LiveOrder.created(number, maker.commitMicros(number / TRANSACTION));
  }

  /** Write creates of the first rows. */
  public void load(long most) {
    writer.write(creates(Math.min(rows, most), true));
  }

  /** Creates of the rows that are not taken yet; nothing of them is written. */
  public Iterator<OrderTransaction> rest() {
    return creates(rows, true);
  }

  private Iterator<OrderTransaction> creates(long end, boolean withValues) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return wal.change() < end;
      }

      @Override
      public OrderTransaction next() {
        List<OrderChange> changes = new ArrayList<>();
        while (changes.size() < TRANSACTION && hasNext()) {
          Order order = withValues ? loaded(maker, wal.change()).order(maker) : null;
          changes.add(wal.append('c', order));
        }
        return wal.commit(changes);
      }
    };
  }

  /**
   * Write updates of so many rows; all are with Kafka when this returns. The rows that were not
   * taken are in the table already.
   */
  public void update(int changes) {
    creates(rows, false).forEachRemaining(taken -> {});
    Set<Long> chosen = new LinkedHashSet<>();
    for (long i = 0; chosen.size() < changes; i++) {
      chosen.add(maker.below(rows, 30, wal.change() * 4 + i));
    }
    Iterator<Long> numbers = chosen.iterator();
    writer.write(
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return numbers.hasNext();
          }

          @Override
          public OrderTransaction next() {
            List<OrderChange> batch = new ArrayList<>();
            while (batch.size() < TRANSACTION && hasNext()) {
              batch.add(wal.append('u', update(numbers.next())));
            }
            return wal.commit(batch);
          }
        });
  }

  private Order update(long number) {
    LiveOrder before = updated.getOrDefault(number, loaded(maker, number));
    // Far from the numbers of the rows, so that no version is another row's first.
    LiveOrder after = before.updated(rows + wal.change(), wal.commitMicros());
    updated.put(number, after);
    return after.order(maker);
  }

  /** What the table holds after all batches so far. */
  public String expected() {
    return LongStream.range(0, rows)
        .parallel()
        .mapToObj(number -> updated.getOrDefault(number, loaded(maker, number)).order(maker))
        .collect(OrderSum::new, OrderSum::add, OrderSum::addAll)
        .toJson();
  }

  @Override
  public void close() {
    writer.close();
  }
}
