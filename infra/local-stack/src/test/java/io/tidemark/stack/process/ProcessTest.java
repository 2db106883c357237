package io.tidemark.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, finding again and ending, with real processes. */
final class ProcessTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;
  private final List<ProcessIdentity> started = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() {
    Shutdown kill = new Shutdown(List.of(new Shutdown.Step("KILL", Duration.ofSeconds(5))));
    started.forEach(kill::end);
  }

  private ProcessIdentity start(String... command) {
    ProcessIdentity process =
        Background.start(List.of(command), Map.of("COLOUR", "blue"), folder, log());
    started.add(process);
    return process;
  }

  private Path log() {
    return folder.resolve("log/x.log");
  }

  @Test
  void thisProcessIsAlive() {
    assertThat(ProcessIdentity.of(ProcessHandle.current().pid()))
        .hasValueSatisfying(self -> assertThat(self.alive()).isTrue());
  }

  @Test
  void aProcessWithTheSameIdThatStartedAtAnotherTimeIsAnotherOne() {
    assertThat(new ProcessIdentity(ProcessHandle.current().pid(), "earlier").alive()).isFalse();
  }

  @Test
  void aDeadChildThatNobodyHasWaitedForIsDead() throws IOException {
    // The shell starts a child that ends, and becomes a program that never waits for it.
    ProcessIdentity parent = start("bash", "-c", "true & echo $!; exec sleep 60");
    await().until(() -> Files.exists(log()) && !Files.readString(log()).isBlank());
    long child = Long.parseLong(Files.readString(log()).strip());
    await().until(() -> ProcessIdentity.of(child).isEmpty());
    assertThat(parent.alive()).isTrue();
  }

  @Test
  void theProgramIsItsOwnGroupLeaderAndIgnoresHangup() throws IOException {
    ProcessIdentity process =
        start("bash", "-c", "ps -o pgid= -p $$; kill -HUP $$; echo still here, $COLOUR");
    await().until(() -> Files.exists(log()) && Files.readString(log()).contains("blue"));
    assertThat(Files.readString(log()).strip()).isEqualTo(process.pid() + "\nstill here, blue");
  }

  @Test
  void aProgramThatCannotBeStartedLeavesItsReasonInTheLog() throws IOException {
    ProcessIdentity process = start("/no/such/program");
    await().until(() -> !process.alive());
    await().until(() -> Files.readString(log()).contains("No such file"));
  }

  @Test
  void aLargeLogIsMovedAside() throws IOException {
    Files.createDirectories(log().getParent());
    Files.write(log(), new byte[17 * 1024 * 1024]);
    start("echo", "new");
    await().until(() -> Files.readString(log()).equals("new\n"));
    assertThat(log().resolveSibling("x.log.old")).hasSize(17 * 1024 * 1024);
  }

  @Test
  void theRecordedProcessIsFound() throws IOException {
    OwnProcess own = new OwnProcess(folder.resolve("run/x.pid"), "no such argument");
    ProcessIdentity process = start("sleep", "60");
    own.record(process);
    assertThat(own.find()).contains(process);
    own.forget();
    assertThat(own.find()).isEmpty();
  }

  @Test
  void aRecycledIdIsNotOurs() throws IOException {
    OwnProcess own = new OwnProcess(folder.resolve("run/x.pid"), "no such argument");
    ProcessIdentity stranger = start("sleep", "60");
    own.record(new ProcessIdentity(stranger.pid(), "another boot/1"));
    assertThat(own.find()).isEmpty();
  }

  @Test
  void aProcessWhoseFileWasNeverWrittenIsFoundByItsMark() {
    String mark = "mark=" + UUID.randomUUID();
    OwnProcess own = new OwnProcess(folder.resolve("run/x.pid"), mark);
    ProcessIdentity process = start("bash", "-c", "sleep 60; true", mark);
    await().untilAsserted(() -> assertThat(own.find()).contains(process));
  }

  @Test
  void aBrokenFileIsAsGoodAsNone() throws IOException {
    OwnProcess own = new OwnProcess(folder.resolve("x.pid"), "no such argument");
    Files.writeString(own.pidFile(), "");
    assertThat(own.find()).isEmpty();
    Files.writeString(own.pidFile(), "many words");
    assertThat(own.find()).isEmpty();
  }

  @Test
  void aProgramThatHeedsTheFirstSignalEndsByIt() {
    ProcessIdentity process = start("sleep", "60");
    assertThat(Shutdown.JAVA.end(process)).isEqualTo("TERM");
    assertThat(process.alive()).isFalse();
    assertThat(Shutdown.JAVA.end(process)).isEqualTo("none");
  }

  @Test
  void aProgramThatIgnoresItIsKilled() {
    ProcessIdentity process =
        start("bash", "-c", "trap '' TERM; echo ready; sleep 60 & wait; wait");
    await().until(() -> Files.exists(log()) && Files.readString(log()).contains("ready"));
    Shutdown shutdown =
        new Shutdown(
            List.of(
                new Shutdown.Step("TERM", SHORT),
                new Shutdown.Step("KILL", Duration.ofSeconds(5))));
    assertThat(shutdown.end(process)).isEqualTo("KILL");
    assertThat(process.alive()).isFalse();
  }

  @Test
  void aCommandTellsItsExitCodeAndWhatItSaid() {
    assertThat(Command.run(List.of("bash", "-c", "echo out; echo err >&2; exit 3")))
        .isEqualTo(new Command(3, "out\nerr"));
    assertThat(Command.run(List.of("/no/such/program")).exitCode()).isEqualTo(127);
  }
}
