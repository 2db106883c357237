package io.tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LagTest {
  @Test
  void percentilesAreOfTheMillisecondsBetweenCommitAndVisibility() {
    Lag lag = new Lag();
    for (int ms = 1; ms <= 1000; ms++) {
      lag.add(5_000_000, 5_000_000 + ms * 1000L);
    }
    assertThat(lag.percentileMs(50)).isCloseTo(500L, within(5L));
    assertThat(lag.percentileMs(99)).isCloseTo(990L, within(10L));
  }

  @Test
  void noChangeHasNoLag() {
    assertThat(new Lag().percentileMs(50)).isNull();
    assertThat(new Lag().encoded()).isNull();
    assertThat(Lag.decoded(null).isEmpty()).isTrue();
  }

  @Test
  void aClockBehindTheSourcesGivesZero() {
    Lag lag = new Lag();
    lag.add(9_000_000, 5_000_000);
    assertThat(lag.percentileMs(99)).isZero();
  }

  @Test
  void lagsAddUpAndSurviveEncoding() {
    Lag days = new Lag();
    days.add(0, 40L * 86_400_000_000L);
    Lag short1 = new Lag();
    short1.add(0, 3_000);
    Lag sum = new Lag();
    sum.add(short1);
    sum.add(days);
    Lag decoded = Lag.decoded(sum.encoded());
    assertThat(decoded.percentileMs(50)).isEqualTo(3);
    assertThat(decoded.percentileMs(100))
        .isCloseTo(40L * 86_400_000L, within(40L * 86_400_000L / 100));
    assertThat(decoded.encoded()).isEqualTo(sum.encoded());
  }

  @Test
  void aBrokenHistogramIsNamed() {
    assertThatThrownBy(() -> Lag.decoded("AAAAAAAAAAA="))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a lag histogram in the ledger is broken");
  }
}
