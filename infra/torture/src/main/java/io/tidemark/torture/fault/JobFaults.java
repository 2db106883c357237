package io.tidemark.torture.fault;

import io.tidemark.torture.plan.FaultKind;
import io.tidemark.torture.system.JobKeeper;
import io.tidemark.torture.system.Said;
import io.tidemark.torture.system.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/** Faults of the Spark job and of the lake's disk. */
final class JobFaults {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A job that has nothing to do makes no progress. */
  private static final Duration CAUGHT_UP = Duration.ofSeconds(30);

  /** The exit code of a job that halted at a failpoint. */
  private static final int HALTED = 86;

  private static final int BLOCK = 1 << 16;

  private final Patient patient;
  private final JobKeeper job;
  private long balloonBytes;

  JobFaults(Patient patient) {
    this.patient = patient;
    this.job = patient.job();
  }

  private interface WhileDead {
    /** What proves that it was done; null if it could not be. */
    String act() throws IOException;
  }

  /** Kill a job that has done something since its start. */
  Blow kill(long afterMs) {
    return kill(afterMs, () -> "");
  }

  /** What has to be so before the changes come that meet the fault. */
  void prepare(FaultKind kind) {
    if (kind == FaultKind.KILL_AT) {
      job.stop(PATIENCE);
    } else if (kind == FaultKind.FULL_DISK) {
      job.awaitProgress(CAUGHT_UP);
      job.hold();
      try {
        balloonBytes = fill(balloon());
      } catch (IOException e) {
        throw new UncheckedIOException("the disk could not be filled", e);
      }
    }
  }

  private Path balloon() {
    return patient.lake().root().resolve("_tidemark/balloon");
  }

  /**
   * Start a job that was stopped so that it halts at a failpoint, and once more without.
   *
   * @param failpoint as {@code tidemark.failpoint} has it
   */
  Blow killAt(String failpoint) {
    job.start(failpoint);
    try {
      String lastWords = job.awaitEnd(PATIENCE);
      boolean halted =
          lastWords != null && lastWords.contains("halted at the failpoint '" + failpoint + "'");
      return Blow.of(
          halted && job.exitCode() == HALTED,
          halted ? "the job halted itself at " + failpoint : "the job said: " + lastWords);
    } finally {
      job.kill();
      job.resume();
    }
  }

  Blow killAndDeleteCheckpoint(long afterMs) {
    return kill(
        afterMs,
        () -> {
          int files = delete(patient.lake().checkpoint());
          return files == 0 ? null : "; deleted the checkpoint's " + files + " files";
        });
  }

  Blow killAndRestoreCheckpoint(long afterMs) {
    if (!job.awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    Path copy = patient.tidemark().home().resolve("old-checkpoint");
    try {
      delete(copy);
      int files = copy(patient.lake().checkpoint(), copy);
      Waiting.sleep(2_000);
      return kill(
          afterMs,
          () -> {
            delete(patient.lake().checkpoint());
            int restored = copy(copy, patient.lake().checkpoint());
            return restored == 0 || restored != files
                ? null
                : "; put back " + restored + " older files of the checkpoint";
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Blow kill(long afterMs, WhileDead whileDead) {
    if (!job.awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    Waiting.sleep(afterMs % 2_000);
    long pid = job.process().pid();
    boolean killed = job.kill();
    try {
      String proof = whileDead.act();
      job.resume();
      return Blow.of(killed && proof != null, "killed process " + pid + " after progress" + proof);
    } catch (IOException e) {
      job.resume();
      return Blow.missed("the checkpoint could not be changed: " + e);
    }
  }

  /** Another job on the same lake has to refuse, and the first has to go on. */
  Blow startSecond() {
    if (!job.awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    long first = job.process().pid();
    Said said = patient.tidemark().run("run", "--once");
    boolean same = job.alive() && job.process().pid() == first;
    if (said.code() == 0) {
      return new Blow(same, "", List.of("a second job ran beside process " + first));
    }
    boolean refused = said.code() == 2 && said.err().contains("has a job already");
    return Blow.of(
        same && refused,
        refused ? "it refused, naming the first" : "it ended otherwise: " + Said.end(said.err()));
  }

  /** The lake's disk is full: the job ends, then there is room and it starts again. */
  Blow fillDisk() {
    try {
      String lastWords = job.awaitEnd(PATIENCE);
      Files.delete(balloon());
      boolean told = lastWords != null && lastWords.contains("No space left on device");
      return Blow.of(
          told,
          told
              ? "filled the disk with %d bytes, and the job ended naming the reason"
                  .formatted(balloonBytes)
              : "the job said: " + lastWords);
    } catch (IOException e) {
      return Blow.missed("the disk could not be emptied: " + e);
    } finally {
      job.resume();
    }
  }

  private static long fill(Path balloon) throws IOException {
    byte[] block = new byte[BLOCK];
    long bytes = 0;
    try (OutputStream out = Files.newOutputStream(balloon)) {
      while (true) {
        out.write(block);
        bytes += BLOCK;
      }
    } catch (IOException full) {
      if (bytes == 0) {
        throw full;
      }
      return bytes;
    }
  }

  private static int delete(Path folder) throws IOException {
    int[] files = {0};
    if (Files.exists(folder)) {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              files[0]++;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failure)
                throws IOException {
              Files.delete(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return files[0];
  }

  /** Files that go away meanwhile are passed over. */
  private static int copy(Path from, Path to) throws IOException {
    int[] files = {0};
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            try {
              Files.copy(file, target);
              files[0]++;
            } catch (NoSuchFileException gone) {
              // The job removes old ones.
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files[0];
  }
}
