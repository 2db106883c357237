package io.tidemark.bench.run;

import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.home.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole stack of its own, by the launcher's commands, as a user types them. */
final class LocalStack implements AutoCloseable {
  private static final Duration ENDING = Duration.ofSeconds(60);

  private final Bench bench;
  private final Home home;
  private final Path config;
  private int commands;

  /**
   * A stack that is not started.
   *
   * @param config the job's configuration; null for the bundled one
   */
  LocalStack(Bench bench, Path folder, Path config) {
    this.bench = bench;
    this.home = new Home(folder);
    this.config = config;
  }

  Path lake() {
    return home.lake();
  }

  Settings settings() {
    return Settings.load(home);
  }

  /** Start PostgreSQL, Kafka and Connect, with nothing in them. */
  void up() throws IOException, InterruptedException {
    close();
    FileTree.delete(home.root());
    run("up");
  }

  /** Run a command to its end, which has to be a good one. */
  void run(String... words) throws IOException, InterruptedException {
    String log = log(words);
    bench.processes().await(log, bench.processes().start(log, builder(words)));
  }

  /** Start the job, which is recorded under a name. */
  Process startJob(String name) throws IOException, InterruptedException {
    ProcessBuilder builder = builder("run");
    List<String> flags = bench.recordings().flags(name, true);
    if (!flags.isEmpty()) {
      builder.directory(bench.recordings().folder().toFile());
      builder.environment().put("TIDEMARK_JAVA_FLAGS", String.join(" ", flags));
    }
    return bench.processes().start(log("run"), builder);
  }

  /** Such as {@code stack-3-run}. */
  private String log(String... words) {
    return "stack-%d-%s".formatted(++commands, words[0]);
  }

  /** Ask the job to end, and wait until it has. */
  static void stop(Process job) throws IOException, InterruptedException {
    if (!job.isAlive()) {
      throw new IOException("the job ended by itself, with exit code " + job.exitValue());
    }
    job.destroy();
    if (!job.waitFor(ENDING.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("the job still ran " + ENDING.toSeconds() + " s after SIGTERM");
    }
  }

  private ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>();
    command.add(bench.repository().resolve("tidemark").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("--home", home.root().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("TIDEMARK_") || name.startsWith("SLACK_"));
    if (config != null) {
      builder.environment().put("TIDEMARK_CONFIG", config.toString());
    }
    return builder;
  }

  /** Stop the servers and forget their data. A second time does nothing. */
  @Override
  public synchronized void close() throws IOException, InterruptedException {
    if (home.exists()) {
      // Not by way of Processes, which starts nothing any more once this JVM is being ended.
      builder("down", "--wipe")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }
}
