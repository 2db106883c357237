package io.tidemark.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process for good: its id together with when it was started, as ids are given out again.
 *
 * @param started on Linux the boot and the kernel's own clock tick, which no change of the wall
 *     clock moves; elsewhere the start time in milliseconds
 */
public record ProcessIdentity(long pid, String started) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** Field of /proc/PID/stat, counted after the command's closing bracket: state is the first. */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  /** The process of that id that is alive now; a dead one that nobody has waited for is not. */
  public static Optional<ProcessIdentity> of(long pid) {
    return Files.isReadable(BOOT_ID) ? ofLinux(pid) : ofHandle(pid);
  }

  public boolean alive() {
    return of(pid).filter(this::equals).isPresent();
  }

  private static Optional<ProcessIdentity> ofLinux(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
        return Optional.empty();
      }
      String boot = Files.readString(BOOT_ID).strip();
      return Optional.of(new ProcessIdentity(pid, boot + "/" + fields[START_TICKS]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessIdentity> ofHandle(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toEpochMilli)
        .map(millis -> new ProcessIdentity(pid, Long.toString(millis)));
  }
}
