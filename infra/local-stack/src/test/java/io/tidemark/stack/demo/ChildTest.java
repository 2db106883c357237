package io.tidemark.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.stack.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private Child start(String script) throws IOException {
    return Child.start(List.of("bash", "-c", script), folder.resolve("x.log"), lines::add);
  }

  @Test
  void itsLinesAndItsExitCodeArrive() throws Exception {
    Child child = start("echo one; echo two; echo trouble >&2; exit 7");
    assertThat(child.await()).isEqualTo(7);
    assertThat(lines).containsExactly("one", "two");
    assertThat(Files.readString(folder.resolve("x.log"))).isEqualTo("trouble\n");
    assertThat(child.complaint()).contains("| trouble");
  }

  @Test
  void itsOwnProcessIdIsKnown() throws Exception {
    Child child = start("echo $$");
    child.await();
    assertThat(lines).containsExactly(Long.toString(child.pid()));
  }

  @Test
  void itEndsWhenAskedInItsOwnWay() throws Exception {
    Child child = start("trap 'echo done; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
    await().until(() -> lines.contains("ready"));
    assertThat(child.end(LONG)).isZero();
    assertThat(lines).containsExactly("ready", "done");
  }

  @Test
  void whoDoesNotHeedIsEndedByForce() throws Exception {
    Child child = start("trap '' TERM; echo ready; exec sleep 60");
    await().until(() -> lines.contains("ready"));
    assertThat(child.end(Duration.ofMillis(300))).isEqualTo(137);
    assertThat(ProcessIdentity.of(child.pid())).isEmpty();
  }

  @Test
  void ctrlCDoesNotReachIt() throws Exception {
    Child child = start("echo ready; sleep 0.5; echo survived");
    await().until(() -> lines.contains("ready"));
    new ProcessBuilder("kill", "-s", "INT", Long.toString(child.pid())).start().waitFor();
    assertThat(child.await()).isZero();
    assertThat(lines).containsExactly("ready", "survived");
  }

  @Test
  void aKilledCommandIsSeenAtOnce() throws Exception {
    Child child = start("echo ready; exec sleep 60");
    await().until(() -> lines.contains("ready"));
    new ProcessBuilder("kill", "-s", "KILL", Long.toString(child.pid())).start().waitFor();
    assertThat(child.await()).isEqualTo(137);
    assertThat(child.alive()).isFalse();
  }
}
