package io.tidemark.stack.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortChoiceTest {
  private static final OptionalInt ANY = OptionalInt.empty();

  private static PortChoice with(Integer... inUse) {
    return new PortChoice(port -> !Set.of(inUse).contains(port));
  }

  @Test
  void aFreePortIsKept() {
    assertThat(with().choose("--kafka-port", ANY, 19092, false)).isEqualTo(19092);
  }

  @Test
  void thePortOfARunningServiceIsKeptThoughItIsInUse() {
    assertThat(with(19092).choose("--kafka-port", ANY, 19092, true)).isEqualTo(19092);
  }

  @Test
  void anOccupiedPortGivesWayToTheNextFreeOne() {
    assertThat(with(19092, 19093).choose("--kafka-port", ANY, 19092, false)).isEqualTo(19094);
  }

  @Test
  void twoServicesNeverGetTheSamePort() {
    PortChoice choice = with(19092);
    int kafka = choice.choose("--kafka-port", ANY, 19092, false);
    assertThat(choice.choose("Kafka's controller", ANY, 19093, false)).isEqualTo(kafka + 1);
  }

  @Test
  void aWishedPortIsTakenThoughAnotherIsRemembered() {
    assertThat(with().choose("--kafka-port", OptionalInt.of(9092), 19092, false)).isEqualTo(9092);
  }

  @Test
  void anOccupiedWishIsAnErrorThatNamesIt() {
    assertThatThrownBy(() -> with(9092).choose("--kafka-port", OptionalInt.of(9092), 19092, false))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("--kafka-port 9092 can't be used")
        .hasMessageContaining("another program listens on port 9092")
        .hasMessageContaining("leave --kafka-port out");
  }

  @Test
  void aWishForAnotherPortThanThatOfTheRunningServiceIsAnError() {
    assertThatThrownBy(() -> with().choose("--kafka-port", OptionalInt.of(9092), 19092, true))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("running on port 19092")
        .hasMessageContaining("tidemark down");
  }

  @Test
  void aNumberThatIsNoPortIsAnError() {
    assertThatThrownBy(() -> with().choose("--kafka-port", OptionalInt.of(70000), 19092, false))
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("ports go from 1 to 65535");
  }

  @Test
  void aPortWithAListenerIsNotFreeAndOneWithoutIs() throws IOException {
    int port;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listener.getLocalPort();
      assertThat(PortChoice.free(port)).isFalse();
    }
    assertThat(PortChoice.free(port)).isTrue();
  }

  @Test
  void aListenerOnAllAddressesIsSeenToo() throws IOException {
    try (ServerSocket listener = new ServerSocket(0)) {
      assertThat(PortChoice.free(listener.getLocalPort())).isFalse();
    }
  }
}
