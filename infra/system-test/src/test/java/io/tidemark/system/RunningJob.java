package io.tidemark.system;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code run} on a lake, until it is stopped or killed. */
final class RunningJob implements AutoCloseable {
  /** For a start of Spark and all that waits in Kafka, on a busy machine. */
  private static final Duration START = Duration.ofMinutes(3);

  private static final String MARKS = "public.marks";
  private static final AtomicInteger LAST_MARK = new AtomicInteger();

  private final Database database;
  private final Lake lake;
  private final Command command;

  private RunningJob(Database database, Lake lake, Command command) {
    this.database = database;
    this.lake = lake;
    this.command = command;
  }

  /** Start the job, and wait until changes made now come through. */
  static RunningJob start(Stack stack, Lake lake, String... options) {
    return start(stack, lake, Map.of(), options);
  }

  /** The same with more settings in its environment. */
  static RunningJob start(
      Stack stack, Lake lake, Map<String, String> environment, String... options) {
    List<String> words = new ArrayList<>(List.of("run"));
    words.addAll(List.of(options));
    Command command = lake.start(environment, words.toArray(String[]::new));
    RunningJob job = new RunningJob(stack.database(), lake, command);
    job.awaitMark(START);
    return job;
  }

  /** Wait until a change that is made now is in its mirror. */
  void awaitMark(Duration patience) {
    int mark = LAST_MARK.incrementAndGet();
    database.run(
        "create table if not exists " + MARKS + " (id int primary key)",
        "insert into " + MARKS + " values (" + mark + ")");
    await("mark " + mark)
        .atMost(patience)
        .failFast("the job has ended", this::requireAlive)
        .until(() -> lake.mirrored("public", "marks", "id").contains(List.<Object>of(mark)));
  }

  /** Fail with what the job said if it has ended. */
  void requireAlive() {
    if (!command.alive()) {
      throw new AssertionError("the job has ended:\n" + command.err());
    }
  }

  Command command() {
    return command;
  }

  @Override
  public void close() {
    command.close();
  }
}
