package io.tidemark.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeLockTest {
  @TempDir Path folder;

  /** Takes the lock in a process of its own, says how that went, and holds it until stdin ends. */
  public static final class Taker {
    public static void main(String[] args) throws IOException {
      try (LakeLock lock = LakeLock.take(Path.of(args[0]))) {
        System.out.println("taken by " + ProcessHandle.current().pid());
        int end = System.in.read();
        System.out.println("gone with " + end + lock.hashCode());
      } catch (TidemarkException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void theSecondTakerIsToldWhoHoldsTheLake() {
    Path housekeeping = folder.resolve("lake/_tidemark");
    assertThat(LakeLock.holding(housekeeping)).isEmpty();
    try (LakeLock lock = LakeLock.take(housekeeping)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> LakeLock.take(housekeeping))
          .isInstanceOf(TidemarkException.class)
          .hasMessageStartingWith(
              "The lake '%s' has a job already: process %d on host '"
                  .formatted(folder.resolve("lake"), ProcessHandle.current().pid()))
          .hasMessageEndingWith("Stop that one first, or give this one another lake.path.");
      assertThat(LakeLock.holding(housekeeping))
          .hasValueSatisfying(
              who -> assertThat(who).startsWith("process " + ProcessHandle.current().pid()));
    }
    assertThat(LakeLock.holding(housekeeping)).isEmpty();
    LakeLock.take(housekeeping).close();
  }

  @Test
  void anotherProcessIsRefusedWhileThisOneHoldsTheLakeEvenAfterItWasAskedWhoDoes()
      throws IOException, InterruptedException {
    try (LakeLock lock = LakeLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThat(LakeLock.holding(folder)).isPresent();
      assertThatThrownBy(() -> LakeLock.take(folder)).isInstanceOf(TidemarkException.class);
      Process taker = taker();
      taker.getOutputStream().close();
      assertThat(taker.inputReader().readLine())
          .contains("has a job already: process " + ProcessHandle.current().pid());
      assertThat(taker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void theLockOfAKilledProcessIsFree() throws IOException, InterruptedException {
    Process taker = taker();
    assertThat(taker.inputReader().readLine()).isEqualTo("taken by " + taker.pid());
    assertThat(LakeLock.holding(folder))
        .hasValueSatisfying(who -> assertThat(who).startsWith("process " + taker.pid()));
    assertThatThrownBy(() -> LakeLock.take(folder))
        .isInstanceOf(TidemarkException.class)
        .hasMessageContaining("process " + taker.pid() + " on host");
    taker.destroyForcibly();
    assertThat(taker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(LakeLock.holding(folder)).isEmpty();
    LakeLock.take(folder).close();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> LakeLock.take(file.resolve("_tidemark")))
        .isInstanceOf(TidemarkException.class)
        .hasMessageStartingWith("The lake's folder '" + file.resolve("_tidemark"))
        .hasMessageContaining("Make it writable, free some space, or set lake.path elsewhere");
  }

  private Process taker() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Taker.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
