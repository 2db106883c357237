package io.tidemark.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.quarantine.QuarantineRequest.Action;
import io.tidemark.source.Postgres;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Asks the job to do something with the quarantine, and waits until it has. */
final class Requester {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PAUSE_MS = 500;

  private final RequestOptions options;
  private final PrintWriter out;
  private final PrintWriter err;
  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final Listing listing;

  Requester(RequestOptions options, CommandLine command) {
    this.options = options;
    this.out = command.getOut();
    this.err = command.getErr();
    this.config = options.config().load();
    this.postgres = config.source().requirePostgres();
    this.listing = new Listing(config, 0, options.json());
  }

  /**
   * Ask and wait.
   *
   * @return the exit code
   * @throws TidemarkException CONFIG if a table or an event is not known; EXTERNAL if the database
   *     does not take the request
   */
  int run(Action action) {
    QuarantineRequest request =
        new QuarantineRequest(
            UUID.randomUUID().toString(), action, listing.known(options.tables()), options.at());
    Map<KafkaPosition, Quarantined> before = meant(request);
    if (before.isEmpty()) {
      report(before, 0);
      return 0;
    }
    send(request);
    err.printf("quarantine: asked for %d events%n", before.size());
    if (!LakeLock.mayBeHeld(new LakeLayout(config.lake().path()))) {
      err.println(
          "quarantine: no job runs: the request waits in Kafka, and the next one does it"
              + " (./tidemark run)");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.waitSeconds());
    Map<KafkaPosition, Quarantined> now = before;
    long left = before.size();
    while (left > 0 && System.nanoTime() < deadline) {
      pause();
      now = now(before);
      long waiting = left;
      left = now.values().stream().filter(event -> !isDone(before.get(event.at()), event)).count();
      if (left != waiting) {
        err.printf("quarantine: %d of %d done%n", before.size() - left, before.size());
      }
    }
    report(now, left);
    return left > 0 || now.values().stream().anyMatch(event -> event.isOpen()) ? 1 : 0;
  }

  /** The events that a request is about, as they are before it. */
  private Map<KafkaPosition, Quarantined> meant(QuarantineRequest request) {
    List<Quarantined> open = listing.events().stream().filter(event -> event.isOpen()).toList();
    Optional<Quarantined> place =
        open.stream()
            .filter(e -> request.at().equals(Optional.of(Quarantined.place(e.at()))))
            .findFirst();
    if (request.at().isPresent() && place.isEmpty()) {
      throw TidemarkException.config(
          "There is no event at '%s' that waits in the quarantine".formatted(request.at().get()),
          "It is not there, or it is applied, given up or void",
          "Name it as ./tidemark quarantine list does");
    }
    Map<KafkaPosition, Quarantined> meant = new HashMap<>();
    Optional<TableId> table = place.map(Quarantined::table);
    open.stream()
        .filter(event -> request.isAbout(event, table))
        .forEach(event -> meant.put(event.at(), event));
    return meant;
  }

  private Map<KafkaPosition, Quarantined> now(Map<KafkaPosition, Quarantined> before) {
    Map<KafkaPosition, Quarantined> now = new HashMap<>();
    for (Quarantined event : listing.events()) {
      if (before.containsKey(event.at())) {
        now.put(event.at(), event);
      }
    }
    return now;
  }

  private static boolean isDone(Quarantined before, Quarantined now) {
    String request = now.fate().request();
    boolean asked = request != null && !request.equals(before.fate().request());
    return !now.isOpen() || (asked && now.state() != State.APPLYING);
  }

  private void send(QuarantineRequest request) {
    try {
      Postgres.tell(postgres, QuarantineRequest.PREFIX, request.content());
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  private void report(Map<KafkaPosition, Quarantined> events, long left) {
    Map<State, Long> counts = new EnumMap<>(State.class);
    if (left == 0) {
      events.values().forEach(event -> counts.merge(event.state(), 1L, Long::sum));
    }
    Set<State> shown =
        Set.of(State.APPLIED, State.REFUSED, State.HELD, State.DISCARDED, State.SUPERSEDED);
    if (options.json()) {
      ObjectNode object = JSON.createObjectNode();
      for (State state : State.values()) {
        if (shown.contains(state) || counts.containsKey(state)) {
          object.put(state.text(), counts.getOrDefault(state, 0L));
        }
      }
      out.println(object.put("waiting", left));
    } else if (events.isEmpty()) {
      out.println("Nothing of that waits in the quarantine.");
    } else if (left > 0) {
      out.printf(
          "%d events wait for the job after %d s; the request stays in Kafka%n",
          left, options.waitSeconds());
    } else {
      counts.forEach((state, number) -> out.printf("%,d %s%n", number, word(state)));
    }
    out.flush();
  }

  private static String word(State state) {
    return switch (state) {
      case REFUSED -> "refused again";
      case HELD -> "still held";
      case APPLYING -> "being applied";
      case APPLIED -> "applied";
      case DISCARDED -> "given up";
      case SUPERSEDED -> "void by now";
      case LOGGED -> "in the change log; ./tidemark repair makes the mirror right";
    };
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the job was asked", e);
    }
  }
}
