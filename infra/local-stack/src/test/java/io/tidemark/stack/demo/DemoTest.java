package io.tidemark.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.process.ProcessIdentity;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of things, with a launcher whose commands only do as if. */
final class DemoTest {
  /** Notes each call in "calls", answers from files, and ends with the code in "NAME.code". */
  private static final String LAUNCHER =
      """
      #!/usr/bin/env bash
      here=$(dirname "$0")
      command=$1
      echo "$*" >>"$here/calls"
      case $command in
        status | verify | summary) cat "$here/$command.json" ;;
        run)
          trap 'echo "run stopped" >>"$here/calls"; exit 0' TERM
          echo $$ >"$here/run.pid"
          echo 'no report'
          while [[ ! -f $here/run.code ]]; do
            echo '{"batch_id":1,"changes":20001,"tables":{"public.t":{"changes":20001,"version":1}}}'
            sleep 0.1
          done
          echo "ERROR lake is locked" >&2
          ;;
        simulate)
          trap 'echo "simulate stopped" >>"$here/calls"; exit 0' TERM
          if [[ $* == *--for* ]]; then sleep 1.5; else while :; do sleep 0.1; done; fi
          ;;
      esac
      exit "$(cat "$here/$command.code" 2>/dev/null || echo 0)"
      """;

  @TempDir private Path folder;
  private final Interrupt interrupt = Interrupt.install();

  @BeforeEach
  void layOut() throws IOException {
    interrupt.finished(0);
    Path launcher = folder.resolve("tidemark");
    Files.writeString(launcher, LAUNCHER);
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    answer("status.json", "{\"state\":\"absent\"}");
    answer("verify.json", "{\n  \"verify\": \"equal\"\n}");
    answer(
        "summary.json",
        "{\"changes\":20123,\"quarantined\":0,\"tables\":{\"public.t\":{\"rows\":20001,"
            + "\"changes\":20123,\"lag_ms\":{\"p50\":900,\"p99\":1600}}}}");
  }

  private void answer(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** What the launcher was called with so far. */
  private List<String> calls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private Demo demo(Optional<Duration> length) {
    Home home = new Home(folder.resolve("home"));
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false);
    return new Demo(
        new Tidemark(folder.resolve("tidemark"), home),
        home,
        new DemoOptions(length, 20000, 200, Optional.of(7L), true),
        interrupt,
        new LiveView(nowhere, true),
        nowhere);
  }

  private DemoResult timed() throws InterruptedException {
    return demo(Optional.of(Duration.ofSeconds(1))).run();
  }

  private CompletableFuture<DemoResult> endless() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return demo(Optional.empty()).run();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void itGoesFromNothingToAProofAndBack() throws Exception {
    DemoResult result = timed();
    String home = " --home " + folder.resolve("home");
    assertThat(
            calls().stream()
                .filter(call -> !call.startsWith("status"))
                .map(call -> call.replaceAll("--lag-since \\S+Z", "--lag-since TIME")))
        .containsSubsequence(
            "up" + home,
            "migrate" + home,
            "seed --rows 20000 --random-seed 7" + home,
            "simulate --rate 200 --random-seed 7 --for 1s" + home,
            "verify --json" + home,
            "summary --json --lag-since TIME" + home,
            "run stopped",
            "down" + home)
        .contains("run --json" + home);
    assertThat(result.good()).isTrue();
    JsonNode json = new ObjectMapper().readTree(result.json());
    assertThat(json.path("verify").asText()).isEqualTo("equal");
    assertThat(json.path("changes").asLong()).isEqualTo(20123);
    assertThat(json.path("quarantined").asLong()).isZero();
    assertThat(json.at("/tables/public.t/rows").asLong()).isEqualTo(20001);
    assertThat(json.at("/tables/public.t/lag_ms/p99").asLong()).isEqualTo(1600);
    assertThat(result.text()).contains("In the lake: 20,123 changes, 0 quarantined.");
  }

  @Test
  void aStackThatWasUpBeforeStaysUp() throws Exception {
    answer("status.json", "{\"state\":\"running\"}");
    timed();
    assertThat(calls()).contains("run stopped").noneMatch(call -> call.startsWith("down"));
  }

  @Test
  void anInterruptEndsItInGoodOrder() throws Exception {
    CompletableFuture<DemoResult> running = endless();
    await().until(() -> calls().stream().anyMatch(call -> call.startsWith("simulate")));
    interrupt.ask();
    assertThat(running.get().good()).isTrue();
    assertThat(calls().stream().map(call -> call.replaceFirst(" -.*", "")))
        .containsSubsequence("simulate stopped", "verify", "summary", "run stopped", "down");
  }

  @Test
  void aKilledJobIsStartedAgain() throws Exception {
    CompletableFuture<DemoResult> running = endless();
    await().until(() -> calls().stream().anyMatch(call -> call.startsWith("simulate")));
    String first = Files.readString(folder.resolve("run.pid")).strip();
    new ProcessBuilder("kill", "-s", "KILL", first).start().waitFor();
    await()
        .until(() -> calls().stream().filter(call -> call.startsWith("run --json")).count() == 2);
    interrupt.ask();
    assertThat(running.get().restarts()).isEqualTo(1);
  }

  @Test
  void aJobThatDoesNotStayAliveEndsTheDemoWithItsReason() throws Exception {
    answer("run.code", "1");
    CompletableFuture<DemoResult> running = endless();
    assertThatThrownBy(running::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StackFailure.class)
        .hasMessageContaining("The Spark job does not stay alive")
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("| ERROR lake is locked");
    assertThat(calls().get(calls().size() - 1)).startsWith("down");
  }

  @Test
  void aDifferenceIsNotGood() throws Exception {
    answer("verify.json", "{\"verify\":\"different\"}");
    answer("verify.code", "1");
    DemoResult result = timed();
    assertThat(result.verify()).isEqualTo("different");
    assertThat(result.good()).isFalse();
  }

  @Test
  void aVerificationThatContradictsItselfTellsNothing() throws Exception {
    answer("verify.code", "2");
    assertThat(timed().verify()).isEqualTo("could not tell");
  }

  @Test
  void withoutASummaryItIsNotGood() throws Exception {
    answer("summary.json", "");
    DemoResult result = timed();
    assertThat(result.good()).isFalse();
    assertThat(result.json()).contains("\"verify\":\"equal\"").doesNotContain("changes");
  }

  @Test
  void aFailedStepEndsItAndStopsEverything() throws Exception {
    answer("seed.code", "3");
    assertThatThrownBy(this::timed)
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("'tidemark seed --rows 20000 --random-seed 7' failed")
        .hasMessageContaining("exit code 3");
    assertThat(calls()).contains("run stopped").noneMatch(call -> call.startsWith("simulate"));
    assertThat(calls().get(calls().size() - 1)).startsWith("down");
    long job = Long.parseLong(Files.readString(folder.resolve("run.pid")).strip());
    assertThat(ProcessIdentity.of(job)).isEmpty();
  }
}
