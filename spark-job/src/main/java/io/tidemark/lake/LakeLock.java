package io.tidemark.lake;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One job writes a lake. The operating system's lock on {@code <lake>/_tidemark/lock} is held while
 * the job lives and gone when its process is, however it ended; who holds it stands in the file
 * beside it.
 */
public final class LakeLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private LakeLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Take the lock.
   *
   * @param housekeeping local folder of the lake's own files
   * @throws TidemarkException CONFIG if another job holds it, or the folder can't be written
   */
  public static LakeLock take(Path housekeeping) {
    try {
      Files.createDirectories(housekeeping);
      FileChannel channel =
          FileChannel.open(
              housekeeping.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw TidemarkException.config(
            "The lake '%s' has a job already: %s"
                .formatted(housekeeping.getParent(), holder(housekeeping)),
            "One lake has one writing job",
            "Stop that one first, or give this one another lake.path");
      }
      Files.writeString(holderFile(housekeeping), self());
      return new LakeLock(channel, lock);
    } catch (IOException e) {
      throw TidemarkException.config(
              "The lake's folder '%s' cannot be written".formatted(housekeeping),
              "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()),
              "Make it writable, free some space, or set lake.path elsewhere")
          .causedBy(e);
    }
  }

  /** Who holds the lock; empty if nobody does. */
  public static Optional<String> holding(Path housekeeping) {
    Path file = housekeeping.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel)) {
      return lock == null ? Optional.of(holder(housekeeping)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of("unknown (" + e.getMessage() + ")");
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static String holder(Path housekeeping) {
    try {
      return Files.readString(holderFile(housekeeping)).strip();
    } catch (IOException e) {
      return "unknown, its note '" + holderFile(housekeeping) + "' cannot be read";
    }
  }

  private static Path holderFile(Path housekeeping) {
    return housekeeping.resolve("lock-holder");
  }

  private static String self() throws IOException {
    return "process %d on host '%s', since %s"
        .formatted(
            ProcessHandle.current().pid(),
            InetAddress.getLocalHost().getHostName(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process.
    }
  }
}
