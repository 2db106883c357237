package io.tidemark.stack.service;

import io.tidemark.stack.home.Home;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.report.LogTail;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One service on its way from nothing to answering. */
public final class Startup {
  private final Home home;
  private final Service service;
  private final Progress progress;
  private final long logBegin;

  private Startup(Home home, Service service, Progress progress, long logBegin) {
    this.home = home;
    this.service = service;
    this.progress = progress;
    this.logBegin = logBegin;
  }

  /** Start the service unless it is running already. */
  public static Startup begin(Home home, Service service, Progress progress) {
    Startup startup = new Startup(home, service, progress, size(home.log(service.name())));
    if (service.process().find().isEmpty()) {
      service.start(progress);
    }
    return startup;
  }

  /** Wait until it answers. Fails with the end of its log when it ends or takes too long. */
  public void await(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!service.answers()) {
      Optional<ProcessIdentity> process = service.process().find();
      if (process.isEmpty()) {
        throw failed("its process ended while starting");
      }
      if (System.nanoTime() > end) {
        throw failed(
            "it runs as process "
                + process.get().pid()
                + " but does not answer on "
                + service.address()
                + " after "
                + patience.toSeconds()
                + " s");
      }
      pause();
    }
    progress.say(service.name(), "answers on " + service.address());
  }

  private StackFailure failed(String why) {
    Path log = home.log(service.name());
    return StackFailure.of(
        "The service '" + service.name() + "' did not start",
        why + ". " + LogTail.block(log, logBegin),
        "read "
            + log
            + ", mend what it says and run './tidemark up' again; './tidemark down' stops what"
            + " has started");
  }

  private static long size(Path log) {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StackFailure.of("Starting was interrupted", e.toString(), "run it again", e);
    }
  }
}
