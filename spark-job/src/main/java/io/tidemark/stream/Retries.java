package io.tidemark.stream;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.Redrive;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.quarantine.HoldingGate.Redriven;
import io.tidemark.quarantine.QuarantineRequest;
import io.tidemark.quarantine.QuarantineRequest.Action;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.quarantine.Scope;
import io.tidemark.quarantine.Stage;
import io.tidemark.quarantine.State;
import io.tidemark.source.RawMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * What requests in a micro-batch ask of the quarantine: events to be driven again, decoded anew,
 * and those given up. Looks, and changes nothing.
 */
final class Retries {
  private final List<Decoded> messages;
  private final Progress held;
  private final Lake lake;
  private final BiFunction<KafkaPosition, RawMessage, Decoded> decoder;
  private final Selection selection;

  private final Map<TableId, Map<ChangeEvent, List<Redriven>>> byTable = new TreeMap<>();
  private final Map<ChangeEvent, List<ChangeEvent>> decoded = new HashMap<>();
  private final Map<KafkaPosition, Quarantined> resolved = new LinkedHashMap<>();
  private final Map<TableId, String> stale = new TreeMap<>();
  private final Set<KafkaPosition> claimed = new HashSet<>();

  private Retries(
      List<Decoded> messages,
      Progress held,
      Lake lake,
      BiFunction<KafkaPosition, RawMessage, Decoded> decoder,
      Selection selection) {
    this.messages = messages;
    this.held = held;
    this.lake = lake;
    this.decoder = decoder;
    this.selection = selection;
  }

  private record Asked(ChangeEvent message, QuarantineRequest request) {
    String place() {
      return Quarantined.place(message.at());
    }
  }

  /**
   * What messages ask for.
   *
   * @param held how far the lake is
   * @param decoder what an event's bytes turn out to be now
   */
  static Retries of(
      List<Decoded> messages,
      Progress held,
      Lake lake,
      BiFunction<KafkaPosition, RawMessage, Decoded> decoder,
      Selection selection) {
    Retries retries = new Retries(messages, held, lake, decoder, selection);
    // Of two requests for the same event the one counts that can't be repeated.
    requests(messages, held).stream()
        .sorted(Comparator.comparing((Asked asked) -> asked.request().action()).reversed())
        .forEach(retries::add);
    return retries;
  }

  private static List<Asked> requests(List<Decoded> messages, Progress held) {
    List<Asked> requests = new ArrayList<>();
    Set<String> topics = new TreeSet<>();
    for (Decoded message : messages) {
      if (message instanceof ChangeEvent change && QuarantineRequest.of(change).isPresent()) {
        topics.add(change.at().topic());
      }
    }
    Progress read = topics.isEmpty() ? held : held.copy();
    for (Decoded message : topics.isEmpty() ? List.<Decoded>of() : messages) {
      if (topics.contains(message.at().topic())
          && read.take(message) == Verdict.NEW
          && message instanceof ChangeEvent change) {
        QuarantineRequest.of(change).ifPresent(r -> requests.add(new Asked(change, r)));
      }
    }
    return requests;
  }

  private void add(Asked asked) {
    List<Quarantined> tried = new ArrayList<>();
    List<Quarantined> ahead = new ArrayList<>();
    Collection<Quarantined> open = lake.quarantine.open();
    Optional<TableId> table =
        open.stream()
            .filter(
                event -> Optional.of(Quarantined.place(event.at())).equals(asked.request().at()))
            .map(Quarantined::table)
            .filter(Objects::nonNull)
            .findFirst();
    for (Quarantined event : open) {
      if (asked.request().isAbout(event, table)
          && !isLaterThan(asked, event)
          && claimed.add(event.at())) {
        if (isAhead(event)) {
          ahead.add(event.waitingAgain());
        } else if (asked.request().action() == Action.DISCARD && event.state() == State.REFUSED) {
          discard(asked, event);
        } else {
          tried.add(event);
        }
      }
    }
    Map<KafkaPosition, RawMessage> bytes = lake.quarantine.bytes(tried);
    for (Quarantined event : tried) {
      retry(asked, event, decoder.apply(event.at(), bytes.get(event.at())));
    }
    Map<KafkaPosition, RawMessage> aheadBytes = lake.quarantine.bytes(ahead);
    for (Quarantined event : ahead) {
      resolve(event);
      if (decoder.apply(event.at(), aheadBytes.get(event.at())) instanceof ChangeEvent change) {
        log(asked, event, change);
      }
    }
  }

  /** The request that could decode an event takes it into the change log. */
  private void log(Asked asked, Quarantined event, ChangeEvent change) {
    if (asked.place().equals(event.fate().decodedBy()) && selection.selects(change)) {
      decoded.computeIfAbsent(asked.message(), message -> new ArrayList<>()).add(change);
    }
  }

  /**
   * Whether an event came in a micro-batch that a job did not finish, and this one, which is cut
   * elsewhere, ends before it: earlier changes of its row are not applied yet.
   */
  private boolean isAhead(Quarantined event) {
    KafkaPosition at = event.at();
    return at.offset() >= held.next(at.topic(), at.partition())
        && lake.quarantine.judged(at)
        && messages.stream().noneMatch(message -> message.at().equals(at));
  }

  /**
   * Whether an event that the change log lacks came after a request that a job did not finish: then
   * the change log may have done with the request.
   */
  private boolean isLaterThan(Asked asked, Quarantined event) {
    return lake.quarantine.judged(asked.message().at())
        && event.stage() == Stage.DECODE
        && event.fate().decodedBy() == null
        && !asked.request().id().equals(event.fate().request());
  }

  private void discard(Asked asked, Quarantined event) {
    resolve(event.resolved(State.DISCARDED, asked.request().id(), asked.place()));
    String reason =
        "a change was given up (%s): %s"
            .formatted(Quarantined.place(event.at()), event.fate().reason());
    lake.concernedBy(event).forEach(table -> stale.put(table, reason));
  }

  private void retry(Asked asked, Quarantined event, Decoded now) {
    String id = asked.request().id();
    if (now instanceof Refusal refusal) {
      resolve(event.tried(State.REFUSED, refusal.reason(), id));
    } else if (!(now instanceof ChangeEvent change) || change.table() == null) {
      resolve(event.resolved(State.SUPERSEDED, id, asked.place()));
    } else {
      retry(asked, event, change);
    }
  }

  private void retry(Asked asked, Quarantined event, ChangeEvent change) {
    boolean late = event.hold().scope() == Scope.NOTHING && change.key() != null;
    Quarantined known =
        event.stage() == Stage.DECODE ? event.decoded(change, asked.place()) : event;
    log(asked, known, change);
    String id = asked.request().id();
    long reloaded = lake.mirror(change.table()).reloadedSinceMs();
    if (late || !selection.selects(change)) {
      resolve(known.resolved(State.LOGGED, id, asked.place()));
      stale.put(
          change.table(),
          "a change could be decoded only when later ones of its row may have been applied (%s)"
              .formatted(Quarantined.place(event.at())));
    } else if (reloaded > event.at().timestampMs()) {
      resolve(known.resolved(State.SUPERSEDED, id, asked.place()));
    } else {
      byTable
          .computeIfAbsent(change.table(), table -> new LinkedHashMap<>())
          .computeIfAbsent(asked.message(), message -> new ArrayList<>())
          .add(new Redriven(known, change, id, asked.place()));
    }
  }

  private void resolve(Quarantined event) {
    resolved.put(event.at(), event);
  }

  /** Tables with events that are driven again. */
  Set<TableId> tables() {
    return byTable.keySet();
  }

  /** The events of a table that are driven again. */
  List<Redriven> redriven(TableId table) {
    return byTable.getOrDefault(table, Map.of()).values().stream().flatMap(List::stream).toList();
  }

  /** The same as its mirror takes them, each request's for itself. */
  List<Redrive> redrives(TableId table) {
    List<Redrive> redrives = new ArrayList<>();
    byTable
        .getOrDefault(table, Map.of())
        .forEach(
            (message, events) ->
                redrives.add(new Redrive(message, events.stream().map(Redriven::change).toList())));
    return redrives;
  }

  /** Changes that this request could decode, and that the change log lacks. */
  List<ChangeEvent> decoded(Decoded request) {
    return decoded.getOrDefault(request, List.of());
  }

  /** Events that are done with, or refused once more, without a mirror's being asked. */
  Collection<Quarantined> resolved() {
    return resolved.values();
  }

  /** Tables that are not right any more, with the reason. */
  Map<TableId, String> stale() {
    return stale;
  }

  /** The events that wait, as the requests leave them and without those that are driven again. */
  List<Quarantined> left() {
    return lake.quarantine.open().stream()
        .filter(event -> !claimed.contains(event.at()) || resolved.containsKey(event.at()))
        .map(event -> resolved.getOrDefault(event.at(), event))
        .filter(Quarantined::isOpen)
        .toList();
  }
}
