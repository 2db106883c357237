package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes that this one starts. None is left when it ends. */
public final class Processes implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(40);
  private static final File NOTHING = new File("/dev/null");

  private final Path logs;
  private final List<Process> running = new ArrayList<>();
  private boolean closed;

  /**
   * Nothing runs yet.
   *
   * @param logs the folder for what they say
   */
  public Processes(Path logs) {
    this.logs = logs;
  }

  /**
   * Run a program to its end.
   *
   * @param name of its logs: {@code name.out} and {@code name.err}
   * @return the JSON object that is the last line of its stdout
   * @throws IOException also if it fails or takes longer than anything should
   */
  JsonNode ask(String name, List<String> command) throws IOException, InterruptedException {
    await(name, start(name, new ProcessBuilder(command)));
    List<String> lines = Files.readAllLines(logs.resolve(name + ".out"));
    if (lines.isEmpty()) {
      throw new IOException("it said nothing; see " + logs.resolve(name + ".err"));
    }
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  /** Wait until a program has ended with 0. */
  void await(String name, Process process) throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    forget(process);
    if (!ended) {
      kill(process);
      throw new IOException("it still ran after " + PATIENCE.toMinutes() + " minutes");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "it ended with exit code %d; see %s"
              .formatted(process.exitValue(), logs.resolve(name + ".err")));
    }
  }

  /**
   * Start a program. While this JVM is being ended none is started, and the caller waits here, for
   * good.
   */
  synchronized Process start(String name, ProcessBuilder builder)
      throws IOException, InterruptedException {
    awaitOpen();
    Files.createDirectories(logs);
    Process process =
        builder
            .redirectInput(NOTHING)
            .redirectOutput(logs.resolve(name + ".out").toFile())
            .redirectError(logs.resolve(name + ".err").toFile())
            .start();
    running.add(process);
    return process;
  }

  /** What was killed because this JVM is being ended has not failed. */
  private synchronized void forget(Process process) throws InterruptedException {
    awaitOpen();
    running.remove(process);
  }

  private synchronized void awaitOpen() throws InterruptedException {
    while (closed) {
      wait();
    }
  }

  /** Kill all, with all that they have started; from now on nothing can be started. */
  @Override
  public synchronized void close() {
    closed = true;
    running.forEach(Processes::kill);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
