package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopRequestTest {
  private final List<String> done = new ArrayList<>();
  private final StopRequest stop = new StopRequest();

  @Test
  void aJobThatRunsIsStopped() {
    stop.means(() -> done.add("stopped"));
    assertThat(stop.asked()).isFalse();
    assertThat(done).isEmpty();
    stop.run();
    assertThat(stop.asked()).isTrue();
    assertThat(done).containsExactly("stopped");
  }

  @Test
  void aJobThatIsMadeWhenTheStopWasAskedForIsStoppedBeforeItRuns() {
    stop.run();
    assertThat(stop.asked()).isTrue();
    stop.means(() -> done.add("stopped"));
    assertThat(done).containsExactly("stopped");
  }
}
