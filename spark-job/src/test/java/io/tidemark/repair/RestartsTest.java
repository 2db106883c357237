package io.tidemark.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.repair.Restarts.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private static final long EVERY_S = 5;

  private final Restarts restarts = new Restarts();

  /** The clock's beginning has no meaning. */
  private long second = -1_000;

  @Test
  void whatRunsIsLeftAlone() {
    assertThat(steps(false, 10)).isEmpty();
  }

  @Test
  void whatFailedIsRestartedAtOnceAndThenLessAndLessOften() {
    long began = second;
    assertThat(steps(true, 100).stream().map(at -> at - began).toList())
        .containsExactly(0L, 10L, 30L, 70L, 150L, 270L, 390L);
  }

  @Test
  void somebodyIsToldOnceWhenRestartsDoNotHelp() {
    List<Step> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(restarts.next(true, now()));
      second += EVERY_S;
    }
    assertThat(all.stream().filter(Step.RESTART_AND_TELL::equals)).hasSize(1);
    assertThat(all.subList(0, 14)).doesNotContain(Step.RESTART_AND_TELL);
    assertThat(all.get(14)).isEqualTo(Step.RESTART_AND_TELL);
  }

  @Test
  void aTaskThatRanForAMomentOnlyHasNotStayedUp() {
    steps(true, 3);
    assertThat(steps(false, 3)).isEmpty();
    long again = second;
    assertThat(steps(true, 9)).containsExactly(again, again + 40);
  }

  @Test
  void aTaskThatStayedUpBeginsAgain() {
    steps(true, 20);
    steps(false, 14);
    long again = second;
    assertThat(steps(true, 3)).containsExactly(again, again + 10);
  }

  @Test
  void theReasonIsTheInnermostCause() {
    assertThat(
            ConnectorWatch.reason(
                """
                org.apache.kafka.connect.errors.ConnectException: An exception occurred
                \tat io.debezium.Something
                Caused by: java.lang.IllegalStateException: outer
                \t... 3 more
                Caused by: java.io.EOFException: inner
                \t... 5 more
                """))
        .isEqualTo("java.io.EOFException: inner");
    assertThat(ConnectorWatch.reason("java.lang.Error: only\n\tat somewhere"))
        .isEqualTo("java.lang.Error: only");
    assertThat(ConnectorWatch.reason("")).isEqualTo("it does not say why");
  }

  /** The seconds at which it is restarted, of so many looks. */
  private List<Long> steps(boolean failed, int looks) {
    List<Long> at = new ArrayList<>();
    for (int i = 0; i < looks; i++) {
      if (restarts.next(failed, now()) != Step.LEAVE) {
        at.add(second);
      }
      second += EVERY_S;
    }
    return at;
  }

  private long now() {
    return Duration.ofSeconds(second).toNanos();
  }
}
