package io.tidemark.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomTest {
  private static final int LARGE = 100_000;

  @Test
  void whatWaitsIsBoundedInNumber() {
    Room room = new Room(3, Long.MAX_VALUE);

    assertThat(room.holds(List.of())).isTrue();
    assertThat(room.holds(messages(3, 10))).isTrue();
    assertThat(room.holds(messages(4, 10))).isFalse();
  }

  @Test
  void whatWaitsIsBoundedInBytesWhateverItsNumber() {
    Room room = new Room(1_000, 10 * LARGE);

    assertThat(room.holds(messages(9, LARGE))).isTrue();
    assertThat(room.holds(messages(10, LARGE))).isFalse();
    assertThat(room.holds(messages(1_000, 10))).isTrue();
  }

  @Test
  void twiceTheRoomHoldsTwiceAsMuch() {
    Room room = new Room(10, 10 * LARGE).times(2);

    assertThat(room.holds(messages(19, LARGE))).isTrue();
    assertThat(room.holds(messages(20, LARGE))).isFalse();
    assertThat(room.holds(messages(21, 10))).isFalse();
  }

  private static List<Decoded> messages(int number, int bytes) {
    KafkaPosition at = new KafkaPosition("t", 0, 0, 0);
    return Collections.nCopies(number, new Refusal(at, "?", null, new byte[bytes]));
  }
}
