package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartSizeTest {
  private static final long MOST = 64_000_000;

  private final PartSize size = new PartSize(MOST);

  @Test
  void thereIsAPlaceForAPartInAnyHeap() {
    long heap = Runtime.getRuntime().maxMemory();

    assertThat(PartSize.ofHeap().most()).isPositive().isLessThanOrEqualTo(heap / 24);
  }

  @Test
  void whatIsAppliedInTimeStaysAsLargeAsMemoryHasRoomFor() {
    took(MOST, 9);
    took(MOST, 1);

    assertThat(size.bytes()).isEqualTo(MOST);
  }

  @Test
  void aSlowLakeGetsSmallerPartsAndOnceItIsFastLargerOnes() {
    took(MOST, 40);
    assertThat(size.bytes()).isEqualTo(MOST / 2);
    took(MOST / 2, 20);
    assertThat(size.bytes()).isEqualTo(MOST / 4);
    took(MOST / 4, 9);
    assertThat(size.bytes()).isEqualTo(MOST / 4);
    took(MOST / 4, 2);
    assertThat(size.bytes()).isEqualTo(MOST / 2);
    took(MOST / 2, 4);
    assertThat(size.bytes()).isEqualTo(MOST);
  }

  @Test
  void aPartThatIsSmallForWantOfMessagesTellsNothing() {
    took(1_000, 60);

    assertThat(size.bytes()).isEqualTo(MOST);
  }

  @Test
  void aFullMicroBatchThatIsSmallerThanAPartCounts() {
    took(MOST * 3 / 4, 30);

    assertThat(size.bytes()).isEqualTo(MOST * 3 / 8);
  }

  @Test
  void partsNeverBecomeTooSmallToBeWorthACommit() {
    for (int i = 0; i < 20; i++) {
      // Rows take all of the time: as long for each byte in every part.
      took(size.bytes(), size.bytes() / 10_000);
    }

    assertThat(size.bytes()).isBetween(MOST / 16, MOST / 8);
  }

  @Test
  void whereNotTheRowsTakeTheTimePartsBecomeLargeAgainAndStaySo() {
    for (int i = 0; i < 20; i++) {
      took(size.bytes(), 30);
    }

    assertThat(size.bytes()).isEqualTo(MOST);
  }

  private void took(long weight, long seconds) {
    size.took(weight, TimeUnit.SECONDS.toNanos(seconds));
  }
}
