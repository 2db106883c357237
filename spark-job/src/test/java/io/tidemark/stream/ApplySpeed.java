package io.tidemark.stream;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Measures what the driver does with decoded messages: {@code java -cp …
 * io.tidemark.stream.ApplySpeed EVENTS BATCH}. Six of ten changes insert, three update and one
 * deletes, by random keys in four partitions, ten a transaction. Prints seconds and CPU seconds.
 */
public final class ApplySpeed {
  private static final int PARTITIONS = 4;
  private static final TableId TABLE = new TableId("public", "orders");
  private static final RowSchema SCHEMA =
      new RowSchema(
          List.of(
              new Column("id", ColumnType.STRING, "uuid", false),
              new Column("customer_id", ColumnType.LONG, "int8", false),
              new Column("status", ColumnType.STRING, "varchar", false),
              new Column("amount", ColumnType.decimal(12, 2), "numeric", false),
              new Column("note", ColumnType.STRING, "text"),
              new Column("created_at", ColumnType.TIMESTAMP, "timestamptz", false),
              new Column("updated_at", ColumnType.TIMESTAMP, "timestamptz", false)),
          List.of("id"));
  private static final String CONFIG =
      """
      pipeline: speed
      source:
        kafka:
          bootstrap-servers: 127.0.0.1:1
          topic-prefix: tidemark
      lake:
        path: %s
      tables:
        include: ["*.*"]
      """;

  private final SplittableRandom random = new SplittableRandom(7);
  private final List<String> live = new ArrayList<>();
  private final long[] offsets = new long[PARTITIONS];
  private long ends;
  private long lsn = 1_000;
  private long commitLsn = 900;
  private int inTransaction;
  private long txId = 500;

  private ApplySpeed() {}

  public static void main(String[] args) throws IOException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    int batch = args.length > 1 ? Integer.parseInt(args[1]) : 50_000;
    Path lake = Files.createTempDirectory("tidemark-speed");
    ApplySpeed source = new ApplySpeed();
    List<List<Decoded>> batches = new ArrayList<>();
    for (int i = 0; i < events; i += batch) {
      batches.add(source.batch(batch));
    }
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long begin = System.nanoTime();
    try (LakeUnderTest open = LakeUnderTest.open(CONFIG.formatted(lake))) {
      for (List<Decoded> messages : batches) {
        long before = System.nanoTime();
        open.apply(messages);
        System.out.printf("%,d messages: %.2f s%n", messages.size(), seconds(before));
      }
    }
    System.out.printf(
        "%,d events: %.2f s, %.2f CPU s%n",
        events, seconds(begin), (system.getProcessCpuTime() - cpu) / 1e9);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private List<Decoded> batch(int events) {
    List<List<Decoded>> partitions = new ArrayList<>();
    for (int i = 0; i <= PARTITIONS; i++) {
      partitions.add(new ArrayList<>());
    }
    for (int i = 0; i < events; i++) {
      ChangeEvent event = event();
      partitions.get(event.at().partition()).add(event);
      if (++inTransaction == 10) {
        partitions
            .get(PARTITIONS)
            .add(
                new TransactionEnd(
                    new KafkaPosition("tidemark.transaction", 0, ends++, 1L), lsn, 1L, 10));
        commitLsn = lsn;
        inTransaction = 0;
        txId++;
      }
    }
    return partitions.stream().flatMap(List::stream).toList();
  }

  private ChangeEvent event() {
    int dice = live.isEmpty() ? 0 : random.nextInt(10);
    Operation op = dice < 6 ? Operation.CREATE : dice < 9 ? Operation.UPDATE : Operation.DELETE;
    String id;
    if (op == Operation.CREATE) {
      id = new UUID(random.nextLong(), random.nextLong()).toString();
      live.add(id);
    } else {
      int place = random.nextInt(live.size());
      id = live.get(place);
      if (op == Operation.DELETE) {
        live.set(place, live.get(live.size() - 1));
        live.remove(live.size() - 1);
      }
    }
    int partition = Math.floorMod(id.hashCode(), PARTITIONS);
    lsn += 100;
    KafkaPosition at =
        new KafkaPosition("tidemark.public.orders", partition, offsets[partition]++, 1L);
    SourcePosition position = new SourcePosition(commitLsn, lsn, inTransaction + 1);
    Image row =
        op == Operation.DELETE
            ? Image.of(id, 0L, "", BigDecimal.ZERO.setScale(2), null, 0L, 0L)
            : row(id);
    return new ChangeEvent(
        at,
        TABLE,
        op,
        SCHEMA,
        Arrays.asList(id),
        op == Operation.DELETE ? row : null,
        op == Operation.DELETE ? null : row,
        position,
        1_700_000_000_000_000L + lsn,
        txId,
        false,
        null,
        null);
  }

  private Image row(String id) {
    char[] note = new char[100 + random.nextInt(200)];
    for (int i = 0; i < note.length; i++) {
      note[i] = (char) ('a' + random.nextInt(26));
    }
    return Image.of(
        id,
        random.nextLong(100_000),
        List.of("new", "paid", "sent", "returned").get(random.nextInt(4)),
        BigDecimal.valueOf(random.nextLong(10_000_000), 2),
        new String(note),
        1_700_000_000_000_000L + random.nextLong(1L << 40),
        1_700_000_000_000_000L + random.nextLong(1L << 40));
  }
}
