package io.tidemark.notebooks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs what JShell compiled in this JVM and on the thread that asks, and keeps what came of it.
 *
 * <p>JShell itself hands on results as text and exceptions as copies; a chart has to stay a chart.
 */
final class CellRunner extends LocalExecutionControl {

  private volatile Thread running;
  private volatile Object result;
  private volatile Throwable thrown;

  /** What the last piece of code evaluated to; null for a statement. */
  Object result() {
    return result;
  }

  /** What the last piece of code threw; null when it ended well. */
  Throwable thrown() {
    return thrown;
  }

  /** Forget the last piece of code. */
  void reset() {
    result = null;
    thrown = null;
  }

  @Override
  protected String invoke(Method code) throws Exception {
    reset();
    running = Thread.currentThread();
    try {
      result = code.invoke(null);
      return "";
    } catch (InvocationTargetException e) {
      thrown = e.getCause();
      throw e;
    } finally {
      running = null;
    }
  }

  /** Interrupt the cell that runs, if one does. */
  @Override
  public void stop() {
    Thread thread = running;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
