package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.source.ServerFacts;
import org.junit.jupiter.api.Test;

class SourceWatchTest {
  private static final long LSN = 0x16B3740L;

  @Test
  void aServerWhoseWalAndSlotGoOnBreaksNothing() {
    for (String state : new String[] {"reserved", "extended", "unreserved"}) {
      assertThat(SourceWatch.broken(new ServerFacts("7/1", LSN, state), "7/1", LSN)).isEmpty();
    }
    assertThat(SourceWatch.broken(new ServerFacts("7/1", LSN, "reserved"), null, LSN)).isEmpty();
  }

  @Test
  void aRestoredServerIsToldByItsTimelineOrByItsLsn() {
    assertThat(SourceWatch.broken(new ServerFacts("7/2", LSN + 1, "reserved"), "7/1", LSN))
        .hasValueSatisfying(reason -> assertThat(reason).contains("7/2, before that 7/1"));
    assertThat(SourceWatch.broken(new ServerFacts("7/1", LSN - 1, "reserved"), "7/1", LSN))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("at LSN 0/16B373F and the lake at 0/16B3740: it was restored"));
  }

  @Test
  void aSlotThatIsGoneOrLostBreaksTheChain() {
    assertThat(SourceWatch.broken(new ServerFacts("7/1", LSN, null), "7/1", LSN))
        .hasValueSatisfying(reason -> assertThat(reason).contains("slot is gone"));
    assertThat(SourceWatch.broken(new ServerFacts("7/1", LSN, "lost"), "7/1", LSN))
        .hasValueSatisfying(reason -> assertThat(reason).contains("has lost the WAL"));
  }
}
