package io.tidemark.torture.fault;

import io.tidemark.torture.system.Servers;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Faults of PostgreSQL, Kafka and Connect. */
final class ServerFaults {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long ALIVE_BYTES = 1_000;
  private static final String READER =
      "select active_pid from pg_replication_slots where slot_name = 'tidemark'";

  private final Patient patient;
  private final Connector connector;

  ServerFaults(Patient patient) {
    this.patient = patient;
    this.connector = new Connector(patient.tidemark().settings());
  }

  /** {@code kill -9}, a moment without it, and {@code up}. */
  Blow kill(String name, long forMs) {
    ProcessHandle process = patient.servers().find(name);
    boolean killed = Servers.kill(process);
    Waiting.sleep(forMs % 3_000);
    patient.up();
    ProcessHandle successor = patient.servers().find(name);
    return Blow.of(
        killed && successor.pid() != process.pid(),
        "killed process %d, process %d follows".formatted(process.pid(), successor.pid()));
  }

  /** SIGSTOP, a while, SIGCONT. */
  Blow pause(String name, long forMs) {
    return pause(patient.servers().find(name), forMs);
  }

  /** The same of any process. */
  static Blow pause(ProcessHandle process, long forMs) {
    Servers.signal("STOP", process.pid());
    boolean stopped = Waiting.until(Duration.ofSeconds(5), () -> Servers.stopped(process.pid()));
    try {
      Waiting.sleep(forMs);
      stopped &= Servers.stopped(process.pid());
    } finally {
      Servers.signal("CONT", process.pid());
    }
    boolean goesOn =
        Waiting.until(
            Duration.ofSeconds(5), () -> process.isAlive() && !Servers.stopped(process.pid()));
    return Blow.of(
        stopped && goesOn, "process %d stood still for %d ms".formatted(process.pid(), forMs));
  }

  /** End the connection that the connector reads the WAL over. */
  Blow cutReplication() {
    return replacingReader(
        before ->
            patient
                .database()
                .value("select pg_terminate_backend(" + before + ")::text")
                .equals("true"));
  }

  /** Connect's own restart of the connector and its task. */
  Blow restartConnector() {
    return replacingReader(before -> connector.restart());
  }

  /** Another process has to read the slot afterwards. */
  private Blow replacingReader(Predicate<String> act) {
    String before = awaitReader();
    if (before == null) {
      return Blow.missed("nobody reads the slot");
    }
    boolean done = act.test(before);
    String[] after = {null};
    boolean again =
        Waiting.until(
            PATIENCE,
            () -> {
              after[0] = reader();
              return after[0] != null && !after[0].equals(before);
            });
    return Blow.of(
        done && again,
        "ended the connection of process %s, process %s reads on".formatted(before, after[0]));
  }

  /** Stop the process that sends the WAL to the connector for a while. */
  Blow pauseReplication(long forMs) {
    String reader = awaitReader();
    if (reader == null) {
      return Blow.missed("nobody reads the slot");
    }
    return ProcessHandle.of(Long.parseLong(reader))
        .map(sender -> pause(sender, forMs))
        .orElseGet(() -> Blow.missed("the sender has just ended"));
  }

  /** Break the connector's connections to the database and refuse new ones for a while. */
  Blow cutDatabase(long forMs) {
    Wire wire = patient.wire().orElseThrow();
    awaitUse(wire);
    int broken = wire.proxy().cut();
    return mended(wire, forMs, broken, "broke %d connections for %d ms, %d bytes since");
  }

  /** Hold all that goes between the connector and the database for a while. */
  Blow stallDatabase(long forMs) {
    Wire wire = patient.wire().orElseThrow();
    awaitUse(wire);
    int stalled = wire.proxy().stall();
    return mended(wire, forMs, stalled, "held %d connections for %d ms, %d bytes since");
  }

  /** After a fault of a server the connector comes back at a time of its own. */
  private static void awaitUse(Wire wire) {
    Waiting.until(PATIENCE, () -> wire.proxy().connections() > 0);
  }

  private static Blow mended(Wire wire, long forMs, int connections, String proof) {
    Waiting.sleep(forMs);
    long before = wire.proxy().bytes();
    wire.proxy().open();
    boolean again = Waiting.until(PATIENCE, () -> wire.proxy().bytes() > before + ALIVE_BYTES);
    return Blow.of(
        connections > 0 && again,
        proof.formatted(connections, forMs, wire.proxy().bytes() - before));
  }

  /** The process that sends the WAL, once there is one; null if none comes. */
  private String awaitReader() {
    String[] reader = {null};
    Waiting.until(
        PATIENCE,
        () -> {
          reader[0] = reader();
          return reader[0] != null;
        });
    return reader[0];
  }

  private String reader() {
    List<List<String>> rows = patient.database().rows(READER);
    return rows.isEmpty() ? null : rows.get(0).get(0);
  }
}
