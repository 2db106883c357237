package io.tidemark.bench.run;

import io.tidemark.bench.topic.Broker;
import io.tidemark.stack.report.Progress;
import java.nio.file.Path;

/**
 * What all parts share.
 *
 * @param repository the folder that holds the launcher
 * @param home the folder for all that is written
 * @param recordings of Tidemark's JVMs
 * @param cleanup ends what is running, whatever happens
 */
public record Bench(
    Path repository,
    Path home,
    Lineup lineup,
    Processes processes,
    Recordings recordings,
    Cleanup cleanup,
    Progress progress) {
  public static final long SEED = 42;

  void say(String line) {
    progress.say("bench", line);
  }

  /** A broker with its data in a folder of the home. */
  Broker broker(String folder) {
    return Broker.start(home.resolve(folder), repository, progress, cleanup::add);
  }
}
