package io.tidemark.lake;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One job writes a lake. The operating system's lock on {@code <lake>/_tidemark/lock} is held while
 * the job lives and gone when its process is, however it ended; who holds it stands in the file
 * beside it.
 */
public final class LakeLock implements AutoCloseable {
  /**
   * What this process holds. It must not so much as open such a file again: closing it would give
   * the lock away (fcntl(2): a process loses its locks when it closes any descriptor of the file).
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private LakeLock(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
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
      Path folder = housekeeping.toRealPath();
      if (!HELD.add(folder)) {
        throw taken(housekeeping);
      }
      boolean held = false;
      try {
        LakeLock lock = lock(folder).orElseThrow(() -> taken(housekeeping));
        held = true;
        return lock;
      } finally {
        if (!held) {
          HELD.remove(folder);
        }
      }
    } catch (IOException e) {
      throw TidemarkException.config(
              "The lake's folder '%s' cannot be written".formatted(housekeeping),
              "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()),
              "Make it writable, free some space, or set lake.path elsewhere")
          .causedBy(e);
    }
  }

  /** The lock; empty if another process has it. */
  private static Optional<LakeLock> lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        Files.writeString(holderFile(folder), self());
        LakeLock taken = new LakeLock(folder, channel, lock);
        channel = null;
        return Optional.of(taken);
      }
      return Optional.empty();
    } finally {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private static TidemarkException taken(Path housekeeping) {
    return TidemarkException.config(
        "The lake '%s' has a job already: %s"
            .formatted(housekeeping.getParent(), holder(housekeeping)),
        "One lake has one writing job",
        "Stop that one first, or give this one another lake.path");
  }

  /** Who holds the lock; empty if nobody does. */
  public static Optional<String> holding(Path housekeeping) {
    Path file = housekeeping.resolve("lock");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (HELD.contains(housekeeping.toRealPath())) {
        return Optional.of(holder(housekeeping));
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        return lock == null ? Optional.of(holder(housekeeping)) : Optional.empty();
      }
    } catch (IOException | OverlappingFileLockException e) {
      return Optional.of("unknown (" + e + ")");
    }
  }

  /** Whether a job may be running; true also where no lock tells. */
  public static boolean mayBeHeld(LakeLayout lake) {
    return lake.localHousekeeping().map(folder -> holding(folder).isPresent()).orElse(true);
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

  private static String self() {
    return "process %d on host '%s', since %s"
        .formatted(
            ProcessHandle.current().pid(), host(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown"; // a machine need not be able to resolve its own name
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      // The lock goes with the process.
    } finally {
      HELD.remove(folder);
    }
  }
}
