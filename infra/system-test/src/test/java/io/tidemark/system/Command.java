package io.tidemark.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that a test started. What it says goes to {@code target/system-logs/<number>-<name>}.
 * The launcher hands over to Java by {@code exec}, so its process id is that of the JVM.
 */
final class Command implements AutoCloseable {
  private static final Path LOGS = Path.of("target/system-logs").toAbsolutePath();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Command(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Start a process.
   *
   * @param environment added to that of this JVM, without its own settings for Tidemark
   */
  static Command start(String name, List<String> words, Map<String, String> environment) {
    String log = "%03d-%s".formatted(COUNT.incrementAndGet(), name);
    Path out = LOGS.resolve(log + ".out");
    Path err = LOGS.resolve(log + ".err");
    ProcessBuilder builder = new ProcessBuilder(words);
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("TIDEMARK_") || key.startsWith("SLACK_"));
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      Files.createDirectories(LOGS);
      Process process = builder.start();
      process.getOutputStream().close();
      return new Command(name, process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + words, e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  /** Wait for its end. One that takes longer is killed, and the test fails. */
  Said await(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
        throw new AssertionError(
            "'%s' still ran after %s%n%s%n%s".formatted(name, patience, out(), err()));
      }
      return new Said(name, process.exitValue(), out(), err());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** SIGTERM. */
  void end() {
    process.destroy();
  }

  /** SIGKILL, and wait until it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** End it by force if it still runs. */
  @Override
  public void close() {
    if (alive()) {
      kill();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
