package io.tidemark.stack.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeLockTest {
  @TempDir private Path folder;

  @Test
  void theSecondWaitsForTheFirst() {
    Home home = new Home(folder);
    HomeLock first = take(home, Duration.ofMinutes(1));
    CompletableFuture<HomeLock> second =
        CompletableFuture.supplyAsync(() -> take(home, Duration.ofMinutes(1)));
    await().during(Duration.ofMillis(400)).until(() -> !second.isDone());
    first.close();
    second.join().close();
  }

  @Test
  void waitingHasAnEnd() {
    Home home = new Home(folder);
    try (HomeLock first = take(home, Duration.ofMinutes(1))) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> take(home, Duration.ofMillis(300)))
          .isInstanceOf(StackFailure.class)
          .hasMessageContaining("is busy")
          .hasMessageContaining("another tidemark command");
    }
  }

  @Test
  void aLockOfAnotherProcessHoldsUntilThatProcessIsKilled() throws Exception {
    Home home = new Home(folder);
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> take(home, Duration.ofMillis(300)))
          .isInstanceOf(StackFailure.class)
          .hasMessageContaining("is busy");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    take(home, Duration.ofSeconds(5)).close();
  }

  /** Takes the lock in a process of its own, says so and keeps it. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      HomeLock lock = take(new Home(Path.of(args[0])), Duration.ofSeconds(5));
      System.out.println("held");
      Thread.currentThread().join();
      lock.close();
    }
  }

  private static HomeLock take(Home home, Duration patience) {
    return HomeLock.take(home, Progress.silent(), patience);
  }
}
