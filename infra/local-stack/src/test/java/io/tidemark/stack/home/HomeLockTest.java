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
  void whoWaitedThroughAWipeLocksTheNewHome() {
    Home home = new Home(folder.resolve("home"));
    HomeLock first = take(home, Duration.ofMinutes(1));
    Settings.fresh().save(home);
    CompletableFuture<HomeLock> second =
        CompletableFuture.supplyAsync(() -> take(home, Duration.ofMinutes(1)));
    await().during(Duration.ofMillis(300)).until(() -> !second.isDone());
    home.wipe();
    home.create();
    first.close();
    try (HomeLock held = second.join()) {
      assertThat(held).isNotNull();
      assertThat(home.lock()).exists();
    }
  }

  private static HomeLock take(Home home, Duration patience) {
    return HomeLock.take(home, Progress.silent(), patience);
  }
}
