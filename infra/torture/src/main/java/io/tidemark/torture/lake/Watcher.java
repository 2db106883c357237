package io.tidemark.torture.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.torture.system.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A reader that looks at the tables again and again while everything else happens, as a dashboard
 * does. Neither a version nor a position may go back, and a key may not be there twice at any
 * moment.
 */
public final class Watcher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PAUSE_MS = 700;
  private static final int MOST_COMPLAINTS = 20;

  /** How far a table holds its topics. */
  private static final String PROGRESS = "tidemark.progress";

  /**
   * A table to look at.
   *
   * @param key columns that together are unique; empty if none are
   */
  public record Watched(Path folder, List<String> key) {}

  private final List<Watched> tables;
  private final boolean topicBeginsAgain;
  private final Map<Path, Long> versions = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final Set<String> begunAgain = new HashSet<>();
  private final Thread thread = new Thread(this::watch, "watcher");
  private long looks;
  private volatile boolean closed;

  /**
   * A reader that does not look yet.
   *
   * @param topicBeginsAgain whether one topic is deleted and made again: its offsets go back once
   */
  public Watcher(List<Watched> tables, boolean topicBeginsAgain) {
    this.tables = List.copyOf(tables);
    this.topicBeginsAgain = topicBeginsAgain;
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void watch() {
    while (!closed) {
      for (Watched table : tables) {
        try {
          DeltaTable.open(table.folder()).ifPresent(found -> look(table, found));
        } catch (RuntimeException e) {
          complain(table.folder() + " can't be read: " + e);
        }
      }
      Waiting.sleep(PAUSE_MS);
    }
  }

  private void look(Watched table, DeltaTable found) {
    Long before = versions.put(table.folder(), found.version());
    if (before != null && found.version() == before) {
      return;
    }
    synchronized (this) {
      looks++;
    }
    if (before != null && found.version() < before) {
      complain(table.folder() + " went from version " + before + " to " + found.version());
    }
    progress(table, found);
    if (!table.key().isEmpty() && found.columns().containsAll(table.key())) {
      unique(table, found);
    }
  }

  private void progress(Watched table, DeltaTable found) {
    Optional<String> json = found.domain(PROGRESS);
    if (json.isEmpty()) {
      return;
    }
    try {
      for (Map.Entry<String, JsonNode> topic : JSON.readTree(json.get()).properties()) {
        for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
          String name = table.folder() + " of " + topic.getKey() + "/" + partition.getKey();
          long next = partition.getValue().path("next").asLong();
          Long before = positions.put(name, next);
          if (before != null && next < before && !mayBeginAgain(topic.getKey(), name)) {
            complain(name + " went from offset " + before + " to " + next);
          }
        }
      }
    } catch (JsonProcessingException e) {
      complain(table.folder() + " has no readable progress: " + e.getMessage());
    }
  }

  /** Once for each place of one topic. */
  private boolean mayBeginAgain(String topic, String place) {
    String of = " of " + topic + "/";
    return topicBeginsAgain
        && begunAgain.stream().allMatch(other -> other.contains(of))
        && begunAgain.add(place);
  }

  private void unique(Watched table, DeltaTable found) {
    Set<List<Object>> keys = new HashSet<>();
    for (Map<String, Object> row : found.rows()) {
      List<Object> key = new ArrayList<>();
      table.key().forEach(column -> key.add(row.get(column)));
      if (!keys.add(key)) {
        complain(
            "%s holds the key %s twice at version %d"
                .formatted(table.folder(), key, found.version()));
      }
    }
  }

  private synchronized void complain(String complaint) {
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(complaint);
    }
  }

  /** What went back, was there twice, or could not be read. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** How many new versions of tables it has seen. */
  public synchronized long looks() {
    return looks;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
