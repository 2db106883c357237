package io.tidemark.bench.topic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Sees to it that the broker holds the recorded topic of a seed and a number of changes. What it
 * has written stays for later runs; a note beside the broker says what that is.
 */
public final class Recorder {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Raised whenever the messages or their order change: older recordings are made anew. */
  private static final int FORM = 1;

  private final String bootstrap;
  private final Path note;
  private final Consumer<String> progress;

  /**
   * For a broker.
   *
   * @param note the file that says what the broker holds
   * @param progress is told what happens
   */
  public Recorder(String bootstrap, Path note, Consumer<String> progress) {
    this.bootstrap = bootstrap;
    this.note = note;
    this.progress = progress;
  }

  /** The topic, written unless it is there. */
  public RecordedTopic record(long seed, long events) throws IOException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      ObjectNode wanted = JSON.createObjectNode().put("form", FORM);
      wanted.put("seed", seed).put("events", events);
      if (Files.exists(note)) {
        ObjectNode kept = (ObjectNode) JSON.readTree(Files.readString(note));
        if (kept.get("wanted").equals(JSON.readTree(wanted.toString()))
            && kept.get("messages").asLong() == Topics.messages(admin)) {
          progress.accept("the topic of %,d changes is there".formatted(events));
          return topic(kept, events);
        }
      }
      Files.deleteIfExists(note);
      Topics.remove(admin);
      Topics.make(admin);
      ObjectNode written = write(seed, events);
      written.set("wanted", wanted);
      Files.createDirectories(note.getParent());
      Files.writeString(note, written.toPrettyString() + "\n");
      return topic(written, events);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka at " + bootstrap + " refused", e.getCause());
    }
  }

  private static RecordedTopic topic(ObjectNode kept, long events) {
    return new RecordedTopic(events, kept.get("bytes").asLong(), kept.get("expected").toString());
  }

  private ObjectNode write(long seed, long events) throws IOException {
    progress.accept("writes the topic of %,d changes".formatted(events));
    Orders orders = new Orders(seed, events);
    ObjectNode written = JSON.createObjectNode();
    try (TopicWriter writer = new TopicWriter(bootstrap, progress)) {
      writer.write(orders);
      written.put("messages", writer.messages()).put("bytes", writer.bytes());
    }
    written.set("expected", JSON.readTree(orders.state().toJson()));
    return written;
  }
}
