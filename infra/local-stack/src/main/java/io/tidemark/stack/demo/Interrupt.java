package io.tidemark.stack.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as something that the demo can wait for. The virtual machine is held until the demo has
 * ended in its own order and said with which exit code.
 */
final class Interrupt {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int exitCode = 1;

  /** From now on SIGINT, SIGTERM and SIGHUP only ask. */
  static Interrupt install() {
    Interrupt interrupt = new Interrupt();
    Runtime.getRuntime().addShutdownHook(new Thread(interrupt::hold, "interrupt"));
    return interrupt;
  }

  /** Ask, as a signal does. */
  void ask() {
    asked.countDown();
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  /** Wait that long or until asked. */
  void await(Duration time) throws InterruptedException {
    boolean wasAsked = asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    assert wasAsked == asked();
  }

  /** The demo has ended. */
  void finished(int code) {
    exitCode = code;
    done.countDown();
  }

  private void hold() {
    boolean bySignal = done.getCount() > 0;
    ask();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (bySignal) {
      // Else the exit code would be the signal's, whatever the demo came to.
      System.out.flush();
      System.err.flush();
      Runtime.getRuntime().halt(exitCode);
    }
  }
}
