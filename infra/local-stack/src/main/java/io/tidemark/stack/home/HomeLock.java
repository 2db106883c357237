package io.tidemark.stack.home;

import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Only one command at a time changes a home. The operating system frees the lock when its holder
 * ends, however it ends. The file must never be deleted, nor opened anywhere else in this process:
 * POSIX drops a process's lock as soon as it closes any descriptor of the file.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Take the lock, waiting for another command that holds it. */
  public static HomeLock take(Home home, Progress progress, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean said = false;
    try {
      Files.createDirectories(home.root());
      while (true) {
        HomeLock lock = tryTake(home.lock());
        if (lock != null) {
          return lock;
        }
        if (System.nanoTime() > end) {
          throw StackFailure.of(
              "The home '" + home.root() + "' is busy",
              "another tidemark command has been working on it for " + patience.toSeconds() + " s",
              "let that command end, or end it, and try again");
        }
        if (!said) {
          progress.say("home", "another command works on " + home.root() + "; waiting for it");
          said = true;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (IOException e) {
      throw StackFailure.of(
          "The home '" + home.root() + "' can't be locked",
          e.toString(),
          "choose a folder that you may write to with --home DIR",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StackFailure.of(
          "Waiting for the home '" + home.root() + "' was interrupted", e.toString(), "try again");
    }
  }

  private static HomeLock tryTake(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new HomeLock(channel);
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // The same as being held by another one.
    }
    channel.close();
    return null;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing the lock file", e);
    }
  }
}
