package io.tidemark.notebooks;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A small lake of the shape that the job writes: two days of payments, some changed, some deleted.
 *
 * <p>The mirror and the change log tell the same story; the aggregate is computed from the mirror.
 */
final class PaymentsLake {

  static final int PAYMENTS = 1_500;
  static final BigDecimal ALL_BALANCES = new BigDecimal("100000.00");

  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final String[] COUNTRIES = {"DE", "FR", "ES", "IT", "NL", "AT", "PT", "FI", "GB"};
  private static final int ACCOUNTS = 100;
  private static final int BATCHES = 40;
  private static final String CDC =
      ", _cdc struct<op: string, lsn: bigint, commit_lsn: bigint, tx_id: bigint, "
          + "committed_at: timestamp, applied_at: timestamp>";
  private static final StructType TRANSACTIONS =
      StructType.fromDDL(
          "transaction_id string, user_id bigint, timestamp timestamp, amount decimal(12,2), "
              + "currency string, city string, country string, merchant_name string, "
              + "payment_method string, ip_address string, voucher_code string, "
              + "affiliate_id string, modified_by string, modified_at timestamp, "
              + "change_info string"
              + CDC);
  private static final StructType ACCOUNT =
      StructType.fromDDL("account_id bigint, balance decimal(14,2)" + CDC);
  private static final StructType CUSTOMER =
      StructType.fromDDL("customer_id bigint, name string" + CDC);
  private static final StructType CHANGES =
      StructType.fromDDL(
          "schema_name string, table_name string, op string, key string, before string, "
              + "after string, lsn bigint, commit_lsn bigint, tx_id bigint, changed_by string, "
              + "committed_at timestamp, topic string, partition int, offset bigint");

  private static final StructType LEDGER =
      StructType.fromDDL(
          "batch_id bigint, started_at timestamp, committed_at timestamp, consumed bigint, "
              + "changes bigint, duplicates bigint, control bigint, excluded bigint, "
              + "quarantined bigint, max_lsn bigint, tables array<struct<schema_name: string, "
              + "table_name: string, changes: bigint, version: bigint, visible_at: timestamp, "
              + "lag_p50_ms: bigint, lag_p99_ms: bigint, lag_histogram: string>>, "
              + "versions map<string, bigint>");

  private final SparkSession spark;
  private final Path lake;
  private final Random random = new Random(7);
  private final Map<String, Payment> current = new TreeMap<>();
  private final List<Row> changes = new ArrayList<>();
  private long clock;

  private PaymentsLake(SparkSession spark, Path lake) {
    this.spark = spark;
    this.lake = lake;
  }

  /** Write the lake into an empty folder. */
  static void write(SparkSession spark, Path lake) {
    PaymentsLake payments = new PaymentsLake(spark, lake);
    payments.live();
    payments.writeTables();
  }

  private record Payment(
      String id, Instant at, BigDecimal amount, String country, String city, Row cdc) {

    String json() {
      return ("{\"transaction_id\":\"%s\",\"amount\":\"%s\",\"currency\":\"%s\",\"city\":\"%s\","
              + "\"country\":\"%s\",\"merchant_name\":\"Shop & Söhne\",\"modified_by\":\"web\"}")
          .formatted(id, amount, currency(), city, country);
    }

    String currency() {
      return country.equals("GB") ? "GBP" : "EUR";
    }

    Row row() {
      Timestamp time = Timestamp.from(at);
      return RowFactory.create(
          id,
          1L,
          time,
          amount,
          currency(),
          city,
          country,
          "Shop & Söhne",
          "card",
          "10.0.0.1",
          null,
          null,
          "web",
          time,
          null,
          cdc);
    }
  }

  private void live() {
    for (int i = 0; i < PAYMENTS; i++) {
      String id = new UUID(random.nextLong(), random.nextLong()).toString();
      Instant at = START.plusSeconds(random.nextInt(48 * 3600));
      String country = COUNTRIES[(int) Math.min(8, Math.abs(random.nextGaussian() * 4))];
      change("c", new Payment(id, at, amount(), country, "Old Town", null), null);
      if (random.nextInt(3) == 0) {
        update(id);
      }
      if (random.nextInt(10) == 0) {
        Payment gone = current.remove(id);
        record("d", gone, gone, cdc("d"));
      }
    }
    String favourite = current.keySet().iterator().next();
    for (int i = 0; i < 4; i++) {
      update(favourite);
    }
  }

  private void update(String id) {
    Payment old = current.get(id);
    change("u", new Payment(id, old.at, amount(), old.country, "New Town", null), old);
  }

  private BigDecimal amount() {
    return BigDecimal.valueOf(500 + random.nextInt(20_000), 2);
  }

  private void change(String op, Payment payment, Payment old) {
    Row cdc = cdc(op);
    record(op, payment, old, cdc);
    current.put(
        payment.id,
        new Payment(payment.id, payment.at, payment.amount, payment.country, payment.city, cdc));
  }

  /** A commit every 20 ms, applied 0.2 to 1.2 s later. */
  private Row cdc(String op) {
    clock++;
    Instant committed = START.plusSeconds(200_000).plusMillis(clock * 20);
    Instant applied = committed.plusMillis(200 + random.nextInt(1_000));
    return RowFactory.create(
        op, clock, clock, clock, Timestamp.from(committed), Timestamp.from(applied));
  }

  private void record(String op, Payment payment, Payment old, Row cdc) {
    changes.add(
        RowFactory.create(
            "public",
            "transactions",
            op,
            "{\"transaction_id\":\"" + payment.id + "\"}",
            old == null ? null : old.json(),
            op.equals("d") ? null : payment.json(),
            cdc.getLong(1),
            cdc.getLong(2),
            cdc.getLong(3),
            "web",
            cdc.getTimestamp(4),
            "tidemark.public.transactions",
            Math.floorMod(payment.id.hashCode(), 4),
            clock));
  }

  private void writeTables() {
    append(
        "mirror/public/transactions",
        current.values().stream().map(Payment::row).toList(),
        TRANSACTIONS);
    append("mirror/public/customers", List.of(RowFactory.create(1L, "Ada", cdc("r"))), CUSTOMER);
    writeAccounts();
    append("changes", changes, CHANGES);
    append("ledger", IntStream.range(0, BATCHES).mapToObj(this::batch).toList(), LEDGER);
    spark
        .read()
        .format("delta")
        .load(lake.resolve("mirror/public/transactions").toString())
        .selectExpr("country", "currency", "date_trunc('hour', timestamp) as hour", "amount")
        .groupBy("country", "currency", "hour")
        .agg(Map.of("amount", "sum", "hour", "count"))
        .selectExpr(
            "country",
            "currency",
            "hour",
            "`count(hour)` as payments",
            "`sum(amount)` as total",
            "`sum(amount)` / `count(hour)` as mean")
        .write()
        .format("delta")
        .save(lake.resolve("aggregate/spend_by_country").toString());
  }

  /** A micro-batch of every second: 50 changes, a duplicate and a transaction's begin and end. */
  private Row batch(int number) {
    Timestamp end = Timestamp.from(START.plusSeconds(200_000L + number));
    Row table =
        RowFactory.create(
            "public", "transactions", 50L, (long) number, end, 400L + number, 900L + number, null);
    return RowFactory.create(
        (long) number,
        end,
        end,
        53L,
        50L,
        1L,
        2L,
        0L,
        0L,
        number * 50L,
        new Row[] {table},
        Map.of());
  }

  /** Half of the accounts first, then the other half, then three times money moved. */
  private void writeAccounts() {
    BigDecimal share = ALL_BALANCES.divide(BigDecimal.valueOf(ACCOUNTS));
    List<Row> accounts = new ArrayList<>();
    for (long i = 0; i < ACCOUNTS; i++) {
      accounts.add(RowFactory.create(i, share, cdc("c")));
    }
    String table = "mirror/public/accounts";
    append(table, accounts.subList(0, ACCOUNTS / 2), ACCOUNT);
    append(table, accounts.subList(ACCOUNTS / 2, ACCOUNTS), ACCOUNT);
    for (int i = 0; i < 3; i++) {
      accounts.set(i, RowFactory.create((long) i, share.add(BigDecimal.TEN), cdc("u")));
      accounts.set(i + 50, RowFactory.create(i + 50L, share.subtract(BigDecimal.TEN), cdc("u")));
      write(table, accounts, ACCOUNT, SaveMode.Overwrite);
    }
  }

  private void append(String table, List<Row> rows, StructType schema) {
    write(table, rows, schema, SaveMode.Append);
  }

  private void write(String table, List<Row> rows, StructType schema, SaveMode mode) {
    spark
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .format("delta")
        .mode(mode)
        .save(lake.resolve(table).toString());
  }
}
