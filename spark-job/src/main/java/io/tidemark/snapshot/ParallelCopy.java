package io.tidemark.snapshot;

import io.tidemark.mirror.MirrorLoad;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Reads a table's rows by several sessions of one snapshot and writes them into a mirror's files. A
 * session takes one portion after the other and writes a file when it has rows enough for one, so
 * memory does not grow with the table.
 */
final class ParallelCopy implements AutoCloseable {
  private static final int MOST_ROWS = 150_000;

  /** Of the rows that all sessions together may have in memory, by their text and what is below. */
  private static final long MOST_BYTES = 160L << 20;

  /** Of a value beside its text. */
  private static final int VALUE_BYTES = 16;

  private static final long TELL_MS = 2_000;
  private static final long ENDS_WITHIN_S = 20;

  private final PublishedTable table;
  private final List<Connection> sessions;
  private final Queue<String> portions;
  private final MirrorLoad load;
  private final long mostBytes;
  private final ExecutorService workers;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean stopped;

  /**
   * For a table.
   *
   * @param sessions that read the same snapshot, one for each worker
   * @param portions see {@link PageRanges}
   */
  ParallelCopy(
      PublishedTable table, List<Connection> sessions, List<String> portions, MirrorLoad load) {
    this.table = table;
    this.sessions = List.copyOf(sessions);
    this.portions = new ConcurrentLinkedQueue<>(portions);
    this.load = load;
    mostBytes = MOST_BYTES / sessions.size();
    workers =
        Executors.newFixedThreadPool(
            sessions.size(),
            task -> {
              Thread thread = new Thread(task, "tidemark-snapshot");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Is told from time to time how many rows were read. */
  interface Progress {
    void read(long rows);
  }

  /** What was read and written. */
  record Copied(long rows, long files, long bytes) {}

  /**
   * Read and write all.
   *
   * @throws SQLException if PostgreSQL does not give the rows
   */
  Copied run(Progress progress) throws SQLException {
    List<Future<Void>> ends = new ArrayList<>();
    for (Connection session : sessions) {
      ends.add(
          workers.submit(
              () -> {
                try {
                  new Worker(session).run();
                } catch (SQLException | RuntimeException | Error e) {
                  stopped = true; // the others need not go on
                  throw e;
                }
                return null;
              }));
    }
    SQLException failed = null;
    RuntimeException broken = null;
    for (Future<Void> end : ends) {
      try {
        await(end, progress);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException cause) {
          failed = failed == null ? cause : failed;
        } else if (e.getCause() instanceof RuntimeException cause) {
          broken = broken == null || broken instanceof Stopped ? cause : broken;
        } else {
          broken = new IllegalStateException("rows could not be written", e.getCause());
        }
      }
    }
    if (broken != null && !(broken instanceof Stopped && failed != null)) {
      throw broken;
    }
    if (failed != null) {
      throw failed;
    }
    return new Copied(rows.get(), files.get(), bytes.get());
  }

  private void await(Future<Void> end, Progress progress) throws ExecutionException {
    while (true) {
      try {
        end.get(TELL_MS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        progress.read(rows.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        stopped = true;
        throw new Stopped();
      }
    }
  }

  /** Stop, if it is at work, and wait until no file is written any more. */
  @Override
  public void close() {
    stopped = true;
    workers.shutdown(); // an interrupt would leave a file half written, which nobody knows of
    try {
      if (!workers.awaitTermination(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
        throw new IllegalStateException("reading rows does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It was stopped from outside, or because another worker failed. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("it was stopped");
    }
  }

  private final class Worker {
    private final CopyManager copies;
    private final RowImages images = new RowImages(table);
    private final String[] texts = new String[table.readers().size()];
    private List<Object[]> pending = new ArrayList<>();
    private long pendingBytes;

    Worker(Connection session) throws SQLException {
      copies = session.unwrap(PGConnection.class).getCopyAPI();
    }

    void run() throws SQLException {
      String columns = String.join(", ", table.expressions());
      for (String portion = portions.poll(); portion != null; portion = portions.poll()) {
        read("copy (select %s from %s) to stdout".formatted(columns, portion));
      }
      write();
    }

    private void read(String sql) throws SQLException {
      CopyOut copy = copies.copyOut(sql);
      try {
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
          CopiedRow.read(line, texts);
          pending.add(load.row(images.of(texts)));
          pendingBytes += line.length + (long) VALUE_BYTES * texts.length;
          if (pending.size() >= MOST_ROWS || pendingBytes >= mostBytes) {
            write();
          }
          if (stopped) {
            throw new Stopped();
          }
        }
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    }

    private void write() {
      if (!pending.isEmpty()) {
        bytes.addAndGet(load.write(pending));
        rows.addAndGet(pending.size());
        files.incrementAndGet();
        pending = new ArrayList<>(pending.size());
        pendingBytes = 0;
      }
    }
  }
}
