package io.tidemark.torture.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A wire between two servers of this machine that can be cut, or swallow what is sent: connections
 * to its port lead to another port on loopback.
 */
public final class Proxy implements AutoCloseable {
  private static final int BLOCK = 1 << 16;
  private static final int CONNECT_MS = 5_000;

  private enum State {
    OPEN,
    STALLED,
    CUT
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private State state = State.OPEN;

  /** Begin to listen on a free port. */
  public Proxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept, "proxy of " + target);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How much has gone through, both ways together. */
  public long bytes() {
    return bytes.get();
  }

  /** How many lead through it now. */
  public int connections() {
    return sockets.size() / 2;
  }

  /** Break all connections, and every new one, until {@link #open}; how many there were. */
  public int cut() {
    set(State.CUT);
    int connections = connections();
    sockets.forEach(Proxy::close);
    sockets.clear();
    return connections;
  }

  /** Leave connections open, and let nothing through until {@link #open}; how many there are. */
  public int stall() {
    set(State.STALLED);
    return connections();
  }

  /** Let everything through, also what has waited. */
  public void open() {
    set(State.OPEN);
  }

  private synchronized void set(State next) {
    state = next;
    notifyAll();
  }

  private synchronized State state() {
    return state;
  }

  private synchronized void awaitFlow() throws InterruptedException {
    while (state == State.STALLED) {
      wait();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException closed) {
        // Or the client was gone at once.
      }
    }
  }

  private void connect(Socket client) {
    Socket other = new Socket();
    try {
      if (state() == State.CUT) {
        close(client);
        return;
      }
      other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MS);
      sockets.add(client);
      sockets.add(other);
      start(() -> copy(client, other), "to " + target);
      start(() -> copy(other, client), "from " + target);
    } catch (IOException away) {
      close(client);
      close(other);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] block = new byte[BLOCK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        awaitFlow();
        bytes.addAndGet(length);
        out.write(block, 0, length);
      }
    } catch (IOException broken) {
      // So is the other direction, below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is.
    }
  }

  @Override
  public void close() {
    cut();
    try {
      server.close();
    } catch (IOException gone) {
      // It is.
    }
  }
}
