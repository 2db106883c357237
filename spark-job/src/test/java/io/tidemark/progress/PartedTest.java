package io.tidemark.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartedTest {
  @Test
  void behindAMessageThatWaitsAllOfItsPartitionWait() {
    Decoded before = message("t", 0, 1);
    Decoded waits = message("t", 0, 2);
    Decoded behind = message("t", 0, 3);
    Decoded elsewhere = message("t", 1, 3);
    Decoded otherTopic = message("u", 0, 3);
    Parted parted = Parted.of(List.of(before, waits, elsewhere, behind, otherTopic), waits::equals);
    assertThat(parted.ready()).containsExactly(before, elsewhere, otherTopic);
    assertThat(parted.later()).containsExactly(waits, behind);
  }

  private static Decoded message(String topic, int partition, long offset) {
    return new Control(new KafkaPosition(topic, partition, offset, 0), Control.Kind.HEARTBEAT);
  }
}
