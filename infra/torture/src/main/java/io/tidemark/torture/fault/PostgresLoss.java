package io.tidemark.torture.fault;

import io.tidemark.torture.lake.DeltaTable;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.Servers;
import io.tidemark.torture.system.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Changes that PostgreSQL itself does not give any more, or has never made. */
final class PostgresLoss {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration TRAFFIC = Duration.ofSeconds(20);
  private static final long ENOUGH = 50;
  private static final String OURS = " from pg_replication_slots where slot_name = 'tidemark'";
  private static final String CHANGES = "select count(*) from oracle.history";
  private static final String LSN = "select pg_current_wal_insert_lsn()";

  /** So much WAL that the restored server does not come as far again in this run. */
  private static final int SEGMENTS = 8;

  /** Without any WAL a segment is not switched; the connector leaves such a message out. */
  private static final String SKIPPED =
      "select pg_logical_emit_message(false, 'tidemark.heartbeat', 'torture')";

  /**
   * A few rows of each table go, all of the last table, and the first table gets many: no plan has
   * negative keys.
   */
  private static final List<String> TAKEN_BACK =
      List.of(
          """
          do $$ declare t regclass; begin
            for t in select oid from pg_class where relkind = 'r'
              and relnamespace = '%1$s'::regnamespace loop
              execute format('delete from %%1$s where ctid = any (array(select ctid from %%1$s limit 3))', t);
            end loop;
            select max(oid) into t from pg_class where relkind = 'r'
              and relnamespace = '%1$s'::regnamespace;
            execute format('truncate %%s', t);
          end $$\
          """
              .formatted(PlannedTable.SCHEMA),
          """
          insert into %1$s.t1_int_key
          select (jsonb_populate_record(sample, jsonb_build_object('id', -n, 'alt', -n))).*
            from (select t from %1$s.t1_int_key t limit 1) one (sample), generate_series(1, 2000) n\
          """
              .formatted(PlannedTable.SCHEMA));

  private final Patient patient;
  private final Database database;

  PostgresLoss(Patient patient) {
    this.patient = patient;
    this.database = patient.database();
  }

  /** Drop the slot, taking it from whoever reads it. */
  Blow dropSlot() {
    if (!patient.job().awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    boolean dropped =
        Waiting.until(
            PATIENCE,
            () -> {
              database.rows("select pg_terminate_backend(active_pid)" + OURS + " and active");
              database.rows(
                  "select pg_drop_replication_slot(slot_name)" + OURS + " and not active");
              return database.value("select count(*)" + OURS).equals("0");
            });
    return Blow.of(dropped, "no slot 'tidemark' is there any more");
  }

  /**
   * Stop the connector, let changes come, have the WAL removed that they are in, and resume it.
   *
   * @param goOn lets the plan's sessions go on
   */
  Blow loseWal(Runnable goOn) {
    Connector connector = new Connector(patient.tidemark().settings());
    if (!patient.job().awaitProgress() || !connector.stop()) {
      return Blow.missed("the job made no progress, or the connector did not stop");
    }
    try {
      Waiting.until(PATIENCE, () -> database.value("select active" + OURS).equals("f"));
      long before = changes();
      goOn.run();
      Waiting.until(TRAFFIC, () -> changes() >= before + ENOUGH);
      long unread = changes() - before;
      database.run("alter system set max_slot_wal_keep_size = '1MB'", "select pg_reload_conf()");
      boolean lost = Waiting.until(PATIENCE, this::removesWal);
      return Blow.of(
          lost && unread > 0,
          "the slot's wal_status is '%s', %d changes came after the connector stopped"
              .formatted(status(), unread));
    } finally {
      database.run("alter system reset max_slot_wal_keep_size", "select pg_reload_conf()");
      connector.resume();
    }
  }

  /** A checkpoint removes whole segments of WAL; whether the slot's are among them by now. */
  private boolean removesWal() {
    database.run(SKIPPED, "select pg_switch_wal()", "checkpoint");
    return status().equals("lost");
  }

  private String status() {
    return database.value("select wal_status" + OURS);
  }

  private long changes() {
    return Long.parseLong(database.value(CHANGES));
  }

  /**
   * Copy the data folder of the server, which is down, start it, have changes reach the lake, and
   * put the copy back.
   */
  Blow restore() {
    if (!patient.job().awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    Path folder = patient.tidemark().home().resolve("postgres");
    Path data = folder.resolve("data");
    Path copy = folder.resolve("data.earlier");
    Servers.kill(patient.servers().find("postgres"));
    Servers.run("cp", "-a", data.toString(), copy.toString());
    patient.up();
    long lsn = lake(database.value(LSN));
    for (int i = 0; i < SEGMENTS; i++) {
      database.run(SKIPPED, "select pg_switch_wal()");
    }
    database.run(TAKEN_BACK.toArray(String[]::new));
    boolean reached = Waiting.until(PATIENCE, () -> maxLsn() > lsn);
    long changes = changes();
    String before = database.value(LSN);
    Servers.kill(patient.servers().find("postgres"));
    try {
      Files.move(data, folder.resolve("data.later"));
      Files.move(copy, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    patient.up();
    String after = database.value(LSN);
    long gone = changes - changes();
    return Blow.of(
        reached && gone > 0 && lake(after) < lake(before),
        "PostgreSQL stood at LSN %s and stands at %s, %d changes that the lake has are gone"
            .formatted(before, after, gone));
  }

  /** As the lake writes it. */
  private long lake(String lsn) {
    return Long.parseLong(
        database.value("select pg_wal_lsn_diff('%s', '0/0')::bigint".formatted(lsn)));
  }

  private long maxLsn() {
    return DeltaTable.rows(patient.lake().ledger()).stream()
        .map(row -> (Long) row.get("max_lsn"))
        .filter(lsn -> lsn != null)
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }
}
