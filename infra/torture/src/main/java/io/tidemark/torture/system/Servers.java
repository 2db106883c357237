package io.tidemark.torture.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes by their ids: those of the home's servers, and signals to them. */
public final class Servers {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Path home;

  public Servers(Path home) {
    this.home = home;
  }

  /**
   * The process of a server.
   *
   * @param name postgres, kafka or connect
   */
  public ProcessHandle find(String name) {
    Path file = home.resolve("run").resolve(name + ".pid");
    try {
      long pid = Long.parseLong(Files.readString(file).strip().split(" ", 2)[0]);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .orElseThrow(() -> new CouldNotTell("'" + name + "' (process " + pid + ") is dead"));
    } catch (IOException e) {
      throw new UncheckedIOException("'" + name + "' was never started", e);
    }
  }

  /**
   * {@code kill -9}, and wait until it and its children are gone.
   *
   * @return whether it had been alive and is dead
   */
  public static boolean kill(ProcessHandle process) {
    boolean alive = process.isAlive();
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    boolean gone =
        Waiting.until(
            SOON, () -> !process.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    return alive && gone;
  }

  /** Send a signal, such as STOP. */
  public static void signal(String name, long pid) {
    run("kill", "-" + name, Long.toString(pid));
  }

  /** Whether a process is stopped by SIGSTOP. */
  public static boolean stopped(long pid) {
    return run("ps", "-o", "state=", "-p", Long.toString(pid)).strip().startsWith("T");
  }

  /** Processes that have the home in their command lines, apart from this one. */
  public List<String> left() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> process.pid() != ProcessHandle.current().pid())
          .map(process -> process.info().commandLine())
          .flatMap(Optional::stream)
          .filter(line -> line.contains(home.toString() + "/") && !line.contains(" torture "))
          .map(line -> line.substring(0, Math.min(200, line.length())))
          .toList();
    }
  }

  /** Run a program to its end; all that it said. */
  public static String run(String... words) {
    try {
      Process process = Children.start(new ProcessBuilder(words).redirectErrorStream(true));
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("interrupted", e);
    }
  }
}
