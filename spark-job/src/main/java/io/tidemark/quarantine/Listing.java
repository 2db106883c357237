package io.tidemark.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** What commands say of the quarantine's events. */
final class Listing {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LakeLayout layout;
  private final Configuration hadoop = new Configuration();
  private final int limit;
  private final boolean json;

  /**
   * A listing.
   *
   * @param limit so many of the newest events
   * @param json one object a line
   */
  Listing(PipelineConfig config, int limit, boolean json) {
    this.layout = new LakeLayout(config.lake().path());
    this.limit = limit;
    this.json = json;
  }

  /** Every event, in the order in which they came. */
  List<Quarantined> events() {
    List<Quarantined> events = new ArrayList<>();
    LakeTable.existing(hadoop, layout.quarantine())
        .ifPresent(table -> QuarantineTable.scan(table, events::add));
    events.sort(
        Comparator.comparingLong(Quarantined::refusedAtMicros)
            .thenComparing(event -> event.at().offset()));
    return events;
  }

  /**
   * The tables that names mean.
   *
   * @throws TidemarkException CONFIG if the lake knows none of that name
   */
  Set<TableId> known(Collection<String> names) {
    Set<TableId> tables = new TreeSet<>();
    List<Quarantined> events = names.isEmpty() ? List.of() : events();
    for (String name : names) {
      TableId table = TableId.parse(name);
      if (LakeTable.existing(hadoop, layout.mirror(table)).isEmpty()
          && events.stream().noneMatch(event -> table.equals(event.table()))) {
        throw TidemarkException.config(
            "There is no table '%s' in the lake".formatted(table),
            "It has no mirror, and none of its events is in the quarantine",
            "Name it as ./tidemark summary or ./tidemark quarantine list does");
      }
      tables.add(table);
    }
    return tables;
  }

  /**
   * Print events.
   *
   * @param tables of these; of all if there are none
   * @param all also those that do not wait any more
   */
  void print(Set<TableId> tables, boolean all, PrintWriter out) {
    Deque<Quarantined> newest = new ArrayDeque<>();
    for (Quarantined event : events()) {
      boolean meant = tables.isEmpty() || (event.table() != null && tables.contains(event.table()));
      if (meant && (all || event.isOpen())) {
        newest.add(event);
        if (newest.size() > limit) {
          newest.poll();
        }
      }
    }
    newest.forEach(event -> out.println(json ? object(event).toString() : line(event)));
    if (newest.isEmpty() && !json) {
      out.println("Nothing waits in the quarantine.");
    }
    out.flush();
  }

  private static String line(Quarantined event) {
    return "%s  %-9s %s at %s (%s)%s: %s"
        .formatted(
            at(event),
            event.state().text(),
            event.table() == null ? "?" : event.table(),
            Quarantined.place(event.at()),
            event.stage().text(),
            event.fate().attempts() == 0
                ? ""
                : ", tried again %d times".formatted(event.fate().attempts()),
            event.fate().reason());
  }

  private static ObjectNode object(Quarantined event) {
    ObjectNode line = JSON.createObjectNode().put("refused_at", at(event).toString());
    line.put("topic", event.at().topic()).put("partition", event.at().partition());
    line.put("offset", event.at().offset()).put("stage", event.stage().text());
    line.put("reason", event.fate().reason());
    line.put("table", event.table() == null ? null : event.table().toString());
    line.put("state", event.state().text()).put("holds", event.hold().scope().text());
    return line.put("attempts", event.fate().attempts());
  }

  private static Instant at(Quarantined event) {
    return Instant.EPOCH.plus(event.refusedAtMicros(), ChronoUnit.MICROS);
  }
}
