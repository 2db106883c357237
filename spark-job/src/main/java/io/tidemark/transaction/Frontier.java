package io.tidemark.transaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.TransactionEnd;
import java.util.Optional;

/**
 * How far the lake holds whole transactions: an account of what the ends of transactions counted
 * and of what came. The lake is <em>whole</em> at the last end if every change that the ends
 * counted is there and no change of a later transaction is. Nothing but the messages taken decides,
 * so a replay and any cut into micro-batches give the same account.
 *
 * <p>Rows of a snapshot are counted by nobody: from the last of them on, and at the very beginning,
 * the lake is in doubt until {@link TransactionCut#settle} knows that all of them are there.
 * Mutable; not thread-safe.
 */
public final class Frontier {
  /** The domain of the ledger's Delta metadata that carries it. */
  public static final String DOMAIN = "tidemark.frontier";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The last end taken; null before the first. */
  private Point end;

  /** The last end at which the lake was whole; null before the first. */
  private Point whole;

  /** The highest LSN of the last commit before a change taken; null before the first. */
  private Long high;

  /** Changes that ends counted less changes taken. */
  private long missing;

  /** Kafka's timestamp in milliseconds of what raised the doubt; null without one. */
  private Long doubtMs;

  private boolean begun;

  /**
   * The end of a transaction.
   *
   * @param lsn of its commit, unsigned
   * @param committedAtMs milliseconds since the epoch, the source database's clock
   */
  public record Point(long lsn, long committedAtMs) {}

  /** From the ledger's metadata; empty where no micro-batch was yet. */
  public static Frontier parse(Optional<String> json) {
    Frontier frontier = new Frontier();
    json.ifPresent(frontier::read);
    return frontier;
  }

  /** One that goes its own way from here. */
  public Frontier copy() {
    Frontier copy = new Frontier();
    copy.end = end;
    copy.whole = whole;
    copy.high = high;
    copy.missing = missing;
    copy.doubtMs = doubtMs;
    copy.begun = begun;
    return copy;
  }

  /** Take a message in. It is {@link io.tidemark.progress.Verdict#NEW} to the lake. */
  public void take(Decoded message) {
    if (!begun) {
      begun = true;
      doubtMs = message.at().timestampMs();
    }
    if (message instanceof TransactionEnd ended) {
      // Sent again after a restart of the connector, an end tells nothing new.
      if (end == null || Long.compareUnsigned(ended.lsn(), end.lsn()) > 0) {
        end = new Point(ended.lsn(), ended.committedAtMs());
        missing += ended.events();
      }
    } else if (message instanceof ChangeEvent event) {
      take(event);
    }
  }

  private void take(ChangeEvent event) {
    if (event.counted()) {
      missing--;
    }
    long commit = event.position().commitLsn();
    if (event.op() == Operation.READ) {
      long at = event.at().timestampMs();
      doubtMs = doubtMs == null ? at : Math.max(doubtMs, at);
      if (commit != 0) {
        // The row is as it was right after that commit, a change is what comes after it.
        raise(commit - 1);
      }
    } else if (event.table() != null) {
      raise(commit);
    }
  }

  /** A table holds everything that was committed before an LSN, whatever the others hold. */
  public void tableHolds(long lsn) {
    raise(lsn - 1);
  }

  private void raise(long commit) {
    if (high == null || Long.compareUnsigned(commit, high) > 0) {
      high = commit;
    }
  }

  /**
   * Everything taken up to here is in the lake's tables. Remembers the place if it is a whole one.
   *
   * @param alone whether the tables hold nothing else. Where a job was killed in the middle of a
   *     micro-batch, some hold more until the ledger is as far
   * @return whether it is
   */
  public boolean reached(boolean alone) {
    boolean reached = alone && balanced() && doubtMs == null;
    if (reached) {
      whole = end;
    }
    return reached;
  }

  /** Whether every change of every transaction up to the last end is there, and none beyond. */
  boolean balanced() {
    return end != null
        && missing == 0
        && (high == null || Long.compareUnsigned(high, end.lsn()) < 0);
  }

  /** Whether it knows of something beyond an LSN. */
  public boolean isBeyond(long lsn) {
    return (end != null && Long.compareUnsigned(end.lsn(), lsn) > 0)
        || (high != null && Long.compareUnsigned(high, lsn) > 0);
  }

  /** What raised the doubt is long past. */
  void settle() {
    doubtMs = null;
  }

  /** Changes that ends counted will not come; if negative, there are more than they counted. */
  void forgive(long changes) {
    missing -= changes;
  }

  /** The last end taken; empty before the first. */
  Optional<Point> end() {
    return Optional.ofNullable(end);
  }

  /** The last place at which the lake was whole; empty before the first. */
  public Optional<Point> whole() {
    return Optional.ofNullable(whole);
  }

  /** Kafka's timestamp of what raised the doubt, milliseconds since the epoch. */
  Optional<Long> doubtMs() {
    return Optional.ofNullable(doubtMs);
  }

  /** Changes that ends counted less changes taken. */
  long missing() {
    return missing;
  }

  /** Whether a change was taken whose last commit before it has this LSN or a higher one. */
  boolean holdsFrom(long commitLsn) {
    return high != null && Long.compareUnsigned(commitLsn, high) <= 0;
  }

  /** Why the lake is not whole now, for people, without a full stop; empty if it is. */
  public Optional<String> obstacle() {
    if (end == null) {
      return Optional.of(
          "No end of a transaction has come from the connector's transaction topic: nothing was"
              + " committed since its snapshot, or it runs without"
              + " provide.transaction.metadata=true");
    }
    if (doubtMs != null) {
      return Optional.of(
          "The lake began, or rows of a snapshot came, a moment ago, and nobody counts those: more"
              + " may be on their way");
    }
    if (missing > 0) {
      return Optional.of(
          "The tables hold transactions in part: %d of their changes have not come"
              .formatted(missing));
    }
    if (!balanced()) {
      return Optional.of(
          "The tables hold transactions in part: the end of the last one has not come");
    }
    return end.equals(whole)
        ? Optional.empty()
        : Optional.of("A job was killed in the middle of a micro-batch; the next one mends that");
  }

  /** For the ledger's metadata. */
  public String toJson() {
    ObjectNode node = JSON.createObjectNode().put("begun", begun).put("missing", missing);
    write(node, "end", end);
    write(node, "whole", whole);
    if (high != null) {
      node.put("high", high);
    }
    if (doubtMs != null) {
      node.put("doubt_ms", doubtMs);
    }
    return node.toString();
  }

  private static void write(ObjectNode node, String name, Point point) {
    if (point != null) {
      node.putObject(name).put("lsn", point.lsn()).put("committed_at_ms", point.committedAtMs());
    }
  }

  private void read(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      begun = node.get("begun").booleanValue();
      missing = node.get("missing").longValue();
      end = point(node.get("end"));
      whole = point(node.get("whole"));
      high = node.has("high") ? node.get("high").longValue() : null;
      doubtMs = node.has("doubt_ms") ? node.get("doubt_ms").longValue() : null;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger's frontier is not JSON: '" + json + "'", e);
    }
  }

  private static Point point(JsonNode node) {
    return node == null
        ? null
        : new Point(node.get("lsn").longValue(), node.get("committed_at_ms").longValue());
  }
}
