package io.tidemark.torture.fault;

import io.tidemark.torture.plan.PlannedFault;
import io.tidemark.torture.workload.PlanClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Breaks what the plan says, when it says so. */
public final class Torturer {
  private final List<PlannedFault> faults;
  private final JobFaults jobFaults;
  private final ServerFaults serverFaults;
  private final Patient patient;
  private final PlanClock clock;
  private final Consumer<String> progress;

  /**
   * A torturer of a running system.
   *
   * @param progress is told what happens
   */
  public Torturer(
      List<PlannedFault> faults, Patient patient, PlanClock clock, Consumer<String> progress) {
    this.faults = List.copyOf(faults);
    this.patient = patient;
    this.jobFaults = new JobFaults(patient);
    this.serverFaults = new ServerFaults(patient);
    this.clock = clock;
    this.progress = progress;
  }

  /** All faults, one after the other. The clock has to stand at the first fault's time at most. */
  public List<Injury> run() throws InterruptedException {
    List<Injury> injuries = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      PlannedFault fault = faults.get(i);
      clock.await(fault.atMs());
      jobFaults.prepare(fault.kind());
      long next = limit(i + 1);
      Runnable goOn = () -> clock.limit(next);
      if (!fault.kind().needsRest()) {
        goOn.run();
      }
      long began = System.currentTimeMillis();
      progress.accept(fault.kind() + " at " + clock.nowMs() + " ms");
      Blow blow = strike(fault, goOn);
      goOn.run();
      progress.accept(fault.kind() + (blow.hit() ? " hit: " : " MISSED: ") + blow.proof());
      injuries.add(
          new Injury(
              fault.kind(),
              began,
              System.currentTimeMillis(),
              blow.hit(),
              blow.proof(),
              blow.violations()));
    }
    return injuries;
  }

  /** The time of a fault, or none after the last. */
  private long limit(int fault) {
    return fault < faults.size() ? faults.get(fault).atMs() : Long.MAX_VALUE;
  }

  /** How far the plan may go before the first fault. */
  public long firstLimit() {
    return limit(0);
  }

  private Blow strike(PlannedFault fault, Runnable goOn) {
    long ms = fault.forMs();
    return switch (fault.kind()) {
      case KILL_JOB -> jobFaults.kill(ms);
      case KILL_AT -> jobFaults.killAt(fault.failpoint());
      case DELETE_CHECKPOINT -> jobFaults.killAndDeleteCheckpoint(ms);
      case RESTORE_CHECKPOINT -> jobFaults.killAndRestoreCheckpoint(ms);
      case PAUSE_JOB ->
          patient.job().awaitProgress()
              ? ServerFaults.pause(patient.job().process(), ms)
              : Blow.missed("the job made no progress");
      case SECOND_JOB -> jobFaults.startSecond();
      case FULL_DISK -> jobFaults.fillDisk();
      case PAUSE_CONNECT -> serverFaults.pause("connect", ms);
      case PAUSE_KAFKA -> serverFaults.pause("kafka", ms);
      case PAUSE_REPLICATION -> serverFaults.pauseReplication(ms);
      case KILL_CONNECT -> serverFaults.kill("connect", ms);
      case KILL_KAFKA -> serverFaults.kill("kafka", ms);
      case KILL_POSTGRES -> serverFaults.kill("postgres", ms);
      case CUT_DATABASE -> serverFaults.cutDatabase(ms);
      case STALL_DATABASE -> serverFaults.stallDatabase(ms);
      case RESTART_CONNECTOR -> serverFaults.restartConnector();
      case CUT_REPLICATION -> serverFaults.cutReplication();
      case DROP_SLOT -> new PostgresLoss(patient).dropSlot();
      case DELETE_RECORDS -> new KafkaLoss(patient, goOn).deleteRecords();
      case DELETE_TOPIC -> new KafkaLoss(patient, goOn).deleteTopic();
      case LOSE_WAL -> new PostgresLoss(patient).loseWal(goOn);
      case RESTORE_POSTGRES -> new PostgresLoss(patient).restore();
    };
  }
}
