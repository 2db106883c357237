package io.tidemark.torture;

import io.tidemark.torture.check.Finding;
import io.tidemark.torture.fault.Injury;
import io.tidemark.torture.plan.FaultKind;
import io.tidemark.torture.system.JobKeeper.Death;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The job may end by itself where Kafka is away, and nowhere else. */
final class Deaths {
  private static final Set<FaultKind> REASONS =
      EnumSet.of(FaultKind.KILL_KAFKA, FaultKind.PAUSE_KAFKA);

  /** Clients give up some time after a server is away. */
  private static final long LATE_MS = 90_000;

  private Deaths() {}

  static Finding explained(List<Death> deaths, List<Injury> injuries) {
    List<String> evidence = new ArrayList<>();
    for (Death death : deaths) {
      boolean explained =
          injuries.stream()
              .anyMatch(
                  injury ->
                      REASONS.contains(injury.kind())
                          && death.atMs() >= injury.beganMs()
                          && death.atMs() <= injury.endedMs() + LATE_MS);
      if (!explained) {
        evidence.add(
            "the job ended with exit code %d though Kafka was there: %s"
                .formatted(death.code(), death.said()));
      }
    }
    return new Finding(
        "the job ends by itself only where Kafka is away", deaths.size() + " ends", evidence);
  }
}
