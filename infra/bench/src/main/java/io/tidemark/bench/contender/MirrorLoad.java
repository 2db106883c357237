package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.topic.OrderChange;
import io.tidemark.bench.topic.OrderTransaction;
import io.tidemark.delta.AppendTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;

/** Appends created rows to the mirror of {@code public.orders}, as its job would have. */
final class MirrorLoad {
  /** What the job's compaction merges into one file at most. */
  private static final int FILE_ROWS = 500_000;

  private static final List<String> COLUMNS =
      List.of("id", "customer_id", "status", "amount", "note", "created_at", "updated_at", "_cdc");

  private final AppendTable table;
  private final long appliedAtMicros = System.currentTimeMillis() * 1000;

  MirrorLoad(Configuration hadoop, String path) {
    table = AppendTable.open(hadoop, path).orElseThrow();
    if (!table.schema().fieldNames().equals(COLUMNS)) {
      throw new IllegalStateException("the mirror's columns are " + table.schema().fieldNames());
    }
  }

  /** While a file is written, the rows of the next one are made. */
  void append(Iterator<OrderTransaction> transactions)
      throws InterruptedException, ExecutionException {
    ExecutorService maker = Executors.newSingleThreadExecutor();
    try {
      Future<List<Object[]>> next = maker.submit(() -> rows(transactions));
      for (List<Object[]> rows = next.get(); !rows.isEmpty(); rows = next.get()) {
        next = maker.submit(() -> rows(transactions));
        table.append(rows, Map.of());
      }
    } finally {
      maker.shutdownNow();
    }
  }

  private List<Object[]> rows(Iterator<OrderTransaction> transactions) {
    List<Object[]> rows = new ArrayList<>(FILE_ROWS);
    while (rows.size() < FILE_ROWS && transactions.hasNext()) {
      OrderTransaction transaction = transactions.next();
      transaction.changes().forEach(change -> rows.add(row(transaction, change)));
    }
    return rows;
  }

  private Object[] row(OrderTransaction transaction, OrderChange change) {
    Order order = change.order();
    return new Object[] {
      order.id(),
      order.customerId(),
      order.status(),
      BigDecimal.valueOf(order.cents(), 2),
      order.note(),
      order.createdMicros(),
      order.updatedMicros(),
      new Object[] {
        String.valueOf(change.operation()),
        change.lsn(),
        transaction.commitBefore(),
        transaction.txId(),
        transaction.commitMicros(),
        appliedAtMicros,
        null
      }
    };
  }
}
