package io.tidemark.torture.plan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What can be broken. */
public enum FaultKind {
  /** {@code kill -9} of the job. */
  KILL_JOB,
  /** The same, and Spark's checkpoint is deleted before the job starts again. */
  DELETE_CHECKPOINT,
  /** The same, and an older copy of the checkpoint is put in its place. */
  RESTORE_CHECKPOINT,
  /** The job halts itself at a failpoint: right before or right after a certain commit. */
  KILL_AT,
  /** SIGSTOP, a while, SIGCONT. */
  PAUSE_JOB,
  PAUSE_CONNECT,
  PAUSE_KAFKA,
  /** The same of the PostgreSQL process that sends the WAL: the connection stalls. */
  PAUSE_REPLICATION,
  /** A second job is started on the same lake and has to refuse. */
  SECOND_JOB,
  /** The lake's disk is full for a while. */
  FULL_DISK,
  KILL_CONNECT,
  KILL_KAFKA,
  /** {@code kill -9} of PostgreSQL's first process; the server recovers from its WAL. */
  KILL_POSTGRES,
  /** The connector is asked to restart, as after a change of its settings. */
  RESTART_CONNECTOR,
  /** PostgreSQL ends the connection over which the connector reads. */
  CUT_REPLICATION,
  /** The connector's connections to the database break, and no new one comes about for a while. */
  CUT_DATABASE,
  /** Nothing gets through between the connector and the database for a while. */
  STALL_DATABASE,
  /** The replication slot is dropped: what is committed from then on reaches nobody. */
  DROP_SLOT,
  /** Kafka deletes messages that the job has not read. */
  DELETE_RECORDS,
  /**
   * While no job runs, a table's topic is deleted from Kafka and made again: the lake's offsets
   * mean other messages then.
   */
  DELETE_TOPIC,
  /** PostgreSQL removes WAL that the slot needs and the connector has not read. */
  LOSE_WAL,
  /** PostgreSQL's data folder is put back as it was before changes that the lake has. */
  RESTORE_POSTGRES;

  private static final List<FaultKind> LOSING =
      Arrays.stream(values()).filter(FaultKind::loses).toList();

  /**
   * Whether changes are lost by it, or taken back. Such a fault is a plan's last: the job has to
   * tell that tables are stale, and a repair makes them right.
   */
  public boolean loses() {
    return compareTo(DROP_SLOT) >= 0;
  }

  /** One that loses changes: each has its turn as the number goes up. */
  static FaultKind losing(long number) {
    return LOSING.get(Math.floorMod(number, LOSING.size()));
  }

  /**
   * Whether the plan's sessions wait until the fault lets them go on: what they do before would not
   * be lost yet, or would be taken back.
   */
  public boolean needsRest() {
    return loses() && this != DROP_SLOT;
  }

  /** Those that lose nothing. */
  public static Set<FaultKind> harmless() {
    Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
    kinds.removeIf(FaultKind::loses);
    return kinds;
  }

  /** Whether the connector's way to the database has to lead through a proxy. */
  public boolean needsProxy() {
    return this == CUT_DATABASE || this == STALL_DATABASE;
  }
}
