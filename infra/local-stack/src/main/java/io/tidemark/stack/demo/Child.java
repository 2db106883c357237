package io.tidemark.stack.demo;

import io.tidemark.stack.report.LogTail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A command that runs beside the demo.
 *
 * <p>A small shell stands between. It lets neither Ctrl-C nor a closed terminal through, so that
 * the demo can end its children in good order; and it sends the command SIGTERM when its own stdin
 * ends, so that no command outlives a demo that was killed.
 */
final class Child {
  /** The first line on stdout is the command's process id, then comes the command's own stdout. */
  private static final String SHELL =
      """
      trap '' INT HUP
      exec 3<&0 </dev/null
      bash -c 'echo "$$"; exec "$@"' tidemark-demo "$@" 3<&- &
      child=$!
      { read -r _ <&3; kill -s TERM "$child" 2>/dev/null; } >/dev/null 2>&1 &
      watcher=$!
      exec 3<&- >/dev/null 2>&1
      wait "$child"
      code=$?
      kill -s KILL "$watcher" 2>/dev/null
      exit "$code"
      """;

  /** A demo is over before the second compiler has earned what it costs. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private final Process shell;
  private final Thread reader;
  private final long pid;
  private final Path log;
  private final long logBegin;

  private Child(Process shell, Thread reader, long pid, Path log, long logBegin) {
    this.shell = shell;
    this.reader = reader;
    this.pid = pid;
    this.log = log;
    this.logBegin = logBegin;
  }

  /**
   * Start a command.
   *
   * @param log where its stderr goes, at the end; null to show it on the demo's own
   * @param lines gets each line of its stdout, in a thread of its own
   */
  static Child start(List<String> command, Path log, Consumer<String> lines) throws IOException {
    List<String> all = new ArrayList<>(List.of("bash", "-c", SHELL, "tidemark-demo"));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all);
    builder.environment().putIfAbsent("TIDEMARK_JAVA_FLAGS", QUICK_START);
    long logBegin = log != null && Files.exists(log) ? Files.size(log) : 0;
    if (log == null) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    } else {
      Files.createDirectories(log.getParent());
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }
    Process shell = builder.start();
    InputStream stdout = shell.getInputStream();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8));
    long pid = Long.parseLong(reader.readLine());
    Thread thread = new Thread(() -> forward(reader, lines), "stdout of " + pid);
    thread.setDaemon(true);
    thread.start();
    return new Child(shell, thread, pid, log, logBegin);
  }

  /** The command's own process id. */
  long pid() {
    return pid;
  }

  /** What of its log tells why it ended. */
  String complaint() {
    return log == null ? "What it said stands above" : LogTail.block(log, logBegin);
  }

  boolean alive() {
    return shell.isAlive();
  }

  /** Wait until it has ended and all it wrote has been passed on; as a shell tells exit codes. */
  int await() throws InterruptedException {
    int code = shell.waitFor();
    reader.join();
    return code;
  }

  /** Like {@link #await}, but whether it ended in that time. */
  boolean await(Duration patience) throws InterruptedException {
    return shell.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Ask it to end (SIGTERM), and end it by force when it takes longer than this.
   *
   * @return its exit code; 143 for a program that leaves it to the system, 137 by force
   */
  int end(Duration patience) throws InterruptedException {
    try {
      shell.getOutputStream().close();
    } catch (IOException ended) {
      // Then there is no one to ask.
    }
    if (!await(patience)) {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    return await();
  }

  private static void forward(BufferedReader reader, Consumer<String> lines) {
    try (reader) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
