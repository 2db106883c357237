package io.tidemark.stream;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Micro-batches that make every table of the lake commit: {@code orders} has a primary key and an
 * aggregate, {@code notes} has neither.
 */
final class MadeUpChanges {
  /** So many small files are merged. */
  private static final int FILES = 32;

  /** Later than now, so that nothing in Kafka is long past. */
  private static final long KAFKA_MS = 4_000_000_000_000L;

  private static final RowSchema ORDERS =
      Events.schema(
          List.of("id"),
          "id",
          ColumnType.INT,
          "bucket",
          ColumnType.INT,
          "amount",
          ColumnType.decimal(12, 2));
  private static final RowSchema WIDER =
      Events.schema(
          List.of("id"),
          "id",
          ColumnType.INT,
          "bucket",
          ColumnType.LONG,
          "amount",
          ColumnType.decimal(12, 2),
          "note",
          ColumnType.STRING);
  private static final RowSchema NOTES =
      Events.schema(List.of(), "id", ColumnType.INT, "text", ColumnType.STRING);

  private final Events orders = new Events(new TableId("public", "orders"), ORDERS).at(KAFKA_MS);
  private final Events notes = new Events(new TableId("public", "notes"), NOTES).at(KAFKA_MS);
  private final Events fresh =
      new Events(
              new TableId("public", "fresh"),
              Events.schema(List.of("id"), "id", ColumnType.INT, "text", ColumnType.STRING))
          .at(KAFKA_MS);
  private long lsn = 1_000;
  private long refusals;

  /**
   * Micro-batches from the first on. The table of changes has one file less then than are merged.
   */
  List<List<Decoded>> first() {
    List<List<Decoded>> batches = new ArrayList<>();
    batches.add(List.copyOf(notes.snapshot(500, note(1, "a"), note(2, "b"))));
    List<Decoded> full = new ArrayList<>();
    for (int i = 1; i < 5; i++) {
      full.add(orders.create(lsn++, i, i % 3, amount(1000 * i)));
      full.add(orders.update(lsn++, i, i % 2, amount(10 * i)));
    }
    full.add(refusal());
    batches.add(full);
    while (batches.size() < FILES - 1) {
      batches.add(List.of(notes.create(lsn++, 1, "as often as it is there")));
    }
    return batches;
  }

  /** A micro-batch that follows those. */
  List<Decoded> last() {
    List<Decoded> batch = new ArrayList<>();
    orders.with(WIDER);
    ChangeEvent again = orders.update(lsn++, 1, 7L, amount(2000), "of a new column");
    batch.add(again);
    batch.add(orders.delete(lsn++, 2));
    long change = lsn++;
    batch.add(orders.keyLeaves(change, 3, 4003));
    batch.add(orders.keyArrives(change, 3, 4003, 1L, amount(3), "another key"));
    batch.add(notes.delete(lsn++, Image.of(1, "as often as it is there")));
    batch.add(fresh.create(lsn++, 1, "a new table"));
    batch.add(refusal());
    // A table without a key is read anew: its rows are there twice, and it is stale.
    batch.addAll(notes.snapshot(lsn++, note(1, "a"), note(2, "b")));
    batch.add(orders.truncate(lsn++));
    batch.add(orders.create(lsn++, 1, 1L, amount(9000), "after"));
    return batch;
  }

  private Refusal refusal() {
    return new Refusal(
        new KafkaPosition("tidemark.public.broken", 0, refusals++, KAFKA_MS),
        "'{' is no JSON",
        null,
        "{".getBytes(StandardCharsets.UTF_8));
  }

  private static Object[] note(int id, String text) {
    return new Object[] {id, text};
  }

  private static java.math.BigDecimal amount(int value) {
    return java.math.BigDecimal.valueOf(value * 100L, 2);
  }
}
