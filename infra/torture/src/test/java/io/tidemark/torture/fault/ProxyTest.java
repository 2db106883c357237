package io.tidemark.torture.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
  private ServerSocket echo;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    proxy = new Proxy(echo.getLocalPort());
    Thread thread = new Thread(this::echo);
    thread.setDaemon(true);
    thread.start();
  }

  private void echo() {
    while (true) {
      try (Socket socket = echo.accept()) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException broken) {
        if (echo.isClosed()) {
          return;
        }
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private Socket client() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
      socket.setSoTimeout(500);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int roundTrip(Socket socket) throws IOException {
    socket.getOutputStream().write(42);
    return socket.getInputStream().read();
  }

  @Test
  void whatIsSentComesThroughBothWays() throws IOException {
    try (Socket socket = client()) {
      assertThat(roundTrip(socket)).isEqualTo(42);
      assertThat(proxy.bytes()).isEqualTo(2);
    }
  }

  @Test
  void aStalledWireHoldsWhatIsSentUntilItIsOpen() throws IOException {
    try (Socket socket = client()) {
      assertThat(roundTrip(socket)).isEqualTo(42);
      assertThat(proxy.stall()).isEqualTo(1);
      assertThatThrownBy(() -> roundTrip(socket)).isInstanceOf(SocketTimeoutException.class);
      proxy.open();
      assertThat(socket.getInputStream().read()).isEqualTo(42);
    }
  }

  @Test
  void aCutWireBreaksConnectionsAndRefusesNewOnesUntilItIsOpen() throws IOException {
    try (Socket socket = client()) {
      assertThat(roundTrip(socket)).isEqualTo(42);
      assertThat(proxy.cut()).isEqualTo(1);
      assertThat(broken(socket)).isTrue();
    }
    try (Socket socket = client()) {
      assertThat(broken(socket)).isTrue();
    }
    proxy.open();
    try (Socket socket = client()) {
      assertThat(roundTrip(socket)).isEqualTo(42);
    }
  }

  /** At its end, or reset. */
  private static boolean broken(Socket socket) {
    try {
      return roundTrip(socket) < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
