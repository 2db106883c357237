package io.tidemark.doctor;

import java.util.ArrayList;
import java.util.List;

/** What the place where the lake lies has to be like. */
final class LakeChecks {
  private static final long SCARCE = 2L << 30;
  private static final long TOO_LITTLE = 200L << 20;

  private LakeChecks() {}

  static List<Finding> of(LakeFacts facts) {
    List<Finding> findings = new ArrayList<>();
    findings.add(writable(facts));
    if (facts.freeBytes() >= 0) {
      findings.add(space(facts));
    }
    findings.add(type(facts));
    findings.add(stale(facts));
    findings.add(quarantine(facts));
    return findings;
  }

  private static Finding writable(LakeFacts facts) {
    if (facts.failure() != null) {
      return Finding.fail(
          "lake.write",
          "Nothing can be written at \"" + facts.path() + "\": " + facts.failure(),
          "The tables lie there",
          "Give this user the right to write there, or choose another lake.path");
    }
    String state = facts.exists() ? "can be written" : "does not exist yet and can be made";
    return Finding.ok("lake.write", "\"" + facts.path() + "\" " + state);
  }

  private static Finding stale(LakeFacts facts) {
    if (facts.stale().isEmpty()) {
      return Finding.ok("lake.stale", "No table is known to be stale");
    }
    List<String> tables = new ArrayList<>();
    facts.stale().forEach((table, reason) -> tables.add(table + " (" + reason + ")"));
    return Finding.fail(
        "lake.stale",
        Words.count(tables.size(), "table") + " stale: " + String.join("; ", tables),
        "Their changes to come can't make their mirrors right",
        "Run ./tidemark repair");
  }

  private static Finding quarantine(LakeFacts facts) {
    if (facts.refused() + facts.held() == 0) {
      return Finding.ok("lake.quarantine", "Nothing waits in the quarantine");
    }
    return Finding.warn(
        "lake.quarantine",
        "In the quarantine: %s that could not be applied, and %s behind"
            .formatted(Words.count(facts.refused(), "event"), Words.count(facts.held(), "event")),
        "Their rows in the mirrors are not up to date",
        "See ./tidemark quarantine list, mend the cause, and run ./tidemark quarantine retry");
  }

  private static Finding space(LakeFacts facts) {
    String what = Words.bytes(facts.freeBytes()) + " are free";
    String why = "When the disk is full, the job stops; it goes on where it was once there is room";
    String mend = "Make room, or choose a lake.path on another disk";
    if (facts.freeBytes() < TOO_LITTLE) {
      return Finding.fail("lake.space", what, why, mend);
    }
    return facts.freeBytes() < SCARCE
        ? Finding.warn("lake.space", what, why, mend)
        : Finding.ok("lake.space", what);
  }

  private static Finding type(LakeFacts facts) {
    String what = "The file system is " + facts.type();
    if (facts.type().equals("tmpfs") || facts.type().equals("ramfs")) {
      return Finding.warn(
          "lake.file-system",
          what,
          "It lives in memory: the lake is gone when the machine restarts",
          "Choose a lake.path on a disk");
    }
    return facts.type().matches("nfs.*|cifs|smb.*|fuse.*|9p")
        ? Finding.warn(
            "lake.file-system",
            what,
            "Shared file systems may not give the atomic rename that a Delta commit relies on",
            "Let only one machine write to it, or use a local disk or an object store")
        : Finding.ok("lake.file-system", what);
  }
}
