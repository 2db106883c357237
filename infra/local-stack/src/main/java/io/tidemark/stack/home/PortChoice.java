package io.tidemark.stack.home;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/** Finds ports that nobody listens on. */
public final class PortChoice {
  /** How far above the wanted port another one is looked for. */
  private static final int REACH = 2000;

  private static final int CONNECT_TIMEOUT_MS = 300;

  private final IntPredicate free;
  private final Set<Integer> taken = new HashSet<>();

  public PortChoice() {
    this(PortChoice::free);
  }

  PortChoice(IntPredicate free) {
    this.free = free;
  }

  /**
   * The wished port, or else the remembered or the next free one above it.
   *
   * @param option the command line's name for it, for the error
   * @param running whether our own process already listens on {@code remembered}: then it stays
   */
  public int choose(String option, OptionalInt wish, int remembered, boolean running) {
    if (running && (wish.isEmpty() || wish.getAsInt() == remembered)) {
      taken.add(remembered);
      return remembered;
    }
    if (running) {
      throw StackFailure.of(
          option + " " + wish.getAsInt() + " can't be used now",
          "the service of this home is running on port " + remembered,
          "stop it with './tidemark down' first");
    }
    if (wish.isPresent()) {
      return wished(option, wish.getAsInt());
    }
    for (int port = remembered; port < remembered + REACH && port < 65536; port++) {
      if (!taken.contains(port) && free.test(port)) {
        taken.add(port);
        return port;
      }
    }
    throw StackFailure.of(
        "No free port was found for " + option,
        "all from " + remembered + " on are in use",
        "name one with " + option + " PORT");
  }

  private int wished(String option, int port) {
    if (port < 1 || port > 65535) {
      throw StackFailure.of(
          option + " " + port + " is no port", "ports go from 1 to 65535", "name another one");
    }
    if (!taken.add(port) || !free.test(port)) {
      throw StackFailure.of(
          option + " " + port + " can't be used",
          "another program listens on port " + port,
          "stop that program, name another port, or leave " + option + " out to take a free one");
    }
    return port;
  }

  /** Whether nobody listens on the loopback port, on this address or on all of them. */
  public static boolean free(int port) {
    try (Socket socket = new Socket()) {
      // Some systems let a second program bind what a wildcard listener holds; asking tells.
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MS);
      return false;
    } catch (IOException refused) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.isBound();
      } catch (IOException inUse) {
        return false;
      }
    }
  }
}
