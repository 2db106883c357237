package io.tidemark.stack.connector;

import io.tidemark.stack.connector.ConnectClient.Answer;
import io.tidemark.stack.report.LogTail;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gives Connect the connector, and waits until it and its task run. */
public final class Registration {
  private static final int BAD_REQUEST = 400;

  private final ConnectClient client;
  private final String name;
  private final Path log;
  private final Progress progress;

  /**
   * A registration that has not begun.
   *
   * @param log Connect's log, for the error
   */
  public Registration(ConnectClient client, String name, Path log, Progress progress) {
    this.client = client;
    this.name = name;
    this.log = log;
    this.progress = progress;
  }

  public void run(Map<String, String> settings, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    give(settings, end);
    boolean restarted = false;
    while (true) {
      ConnectorStatus status = client.status(name);
      if (status.running()) {
        progress.say("connector", "'" + name + "' and its task are RUNNING");
        return;
      }
      if (status.failed() && restarted) {
        throw failed("it has failed: " + status.reason());
      }
      if (status.failed()) {
        // It may have failed while the database was away; what still fails now is in earnest.
        progress.say("connector", "had failed; starting it once more");
        restart();
        restarted = true;
        pause(1000);
      }
      if (System.nanoTime() > end) {
        throw failed(
            "it is "
                + status.state()
                + " and its task "
                + status.taskState()
                + " after "
                + patience.toSeconds()
                + " s");
      }
      pause(100);
    }
  }

  private void give(Map<String, String> settings, long end) {
    while (true) {
      Answer answer = tryGive(settings);
      if (answer.ok()) {
        return;
      }
      if (answer.status() == BAD_REQUEST) {
        throw failed("Connect refuses its settings: " + answer.message());
      }
      // While workers agree on who does what, Connect answers 409 or 500.
      if (System.nanoTime() > end) {
        throw failed("Connect answers " + answer.status() + ": " + answer.message());
      }
      pause(250);
    }
  }

  private Answer tryGive(Map<String, String> settings) {
    try {
      return client.put(name, settings);
    } catch (IOException e) {
      return new Answer(0, e.toString());
    }
  }

  private void restart() {
    try {
      client.restartFailed(name);
    } catch (IOException e) {
      throw failed("Connect does not answer: " + e);
    }
  }

  private StackFailure failed(String why) {
    return StackFailure.of(
        "The connector '" + name + "' does not run",
        why + "\n        " + LogTail.block(log, 0),
        "read " + log + ", mend what it says and run './tidemark up' again");
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StackFailure.of("Starting was interrupted", e.toString(), "run it again", e);
    }
  }
}
