package io.tidemark.stream;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.config.SchemaPolicy;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.Suspicion;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.repair.Mending;
import io.tidemark.source.Catalog;
import io.tidemark.source.TableFacts;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into PostgreSQL's catalogue for what became of the mirrored tables: what no event tells, or
 * not all of (decision 12). Mirrors follow it; those that may be wrong are marked as stale. Tables
 * that are not to change their shape by themselves follow their events alone.
 */
final class Shapes {
  private static final Logger LOG = LoggerFactory.getLogger(Shapes.class);

  private final Optional<PostgresConfig> postgres;
  private final Predicate<TableId> selected;
  private final Predicate<TableId> evolving;
  private final Lake lake;
  private long looks;
  private Map<TableId, Suspicion> stale = Map.of();
  private long staleVersion = -1;

  /** Tables of which there may be something to tell. */
  private final Set<TableId> touched = new HashSet<>();

  Shapes(PipelineConfig config, Lake lake) {
    this.postgres = config.source().postgres();
    this.selected = config.tables()::selects;
    this.evolving = id -> config.tables().schemaChanges().of(id) == SchemaPolicy.EVOLVE;
    this.lake = lake;
  }

  /**
   * What is to be asked for.
   *
   * @param look how many looks were taken in before: an answer to an earlier question is void
   */
  record Question(long look, Set<TableId> names, Set<Long> oids) {}

  /** To ask for all mirrors' tables; empty where nobody can be asked or there is none. */
  Optional<Question> question() {
    Set<TableId> names = new HashSet<>();
    Set<Long> oids = new HashSet<>();
    lake.mirrors()
        .forEach(
            (id, mirror) -> {
              if (mirror.table().isPresent() && evolving.test(id)) {
                names.add(id);
                mirror.facts().map(TableFacts::oid).filter(oid -> oid != 0).ifPresent(oids::add);
              }
            });
    return postgres.isEmpty() || names.isEmpty()
        ? Optional.empty()
        : Optional.of(new Question(looks, names, oids));
  }

  /** The catalogue's answer; slow, and no mirror is touched. */
  Catalog ask(Question question) throws SQLException {
    return Catalog.ask(postgres.orElseThrow(), question.names(), question.oids());
  }

  /**
   * Before the first micro-batch: ask, take in what comes, and tell what was not told before. A
   * server that does not answer says nothing.
   */
  void look(long nowMicros) {
    question().ifPresent(question -> look(question, nowMicros));
    touched.addAll(lake.mirrors().keySet());
    settle(nowMicros);
  }

  private void look(Question question, long nowMicros) {
    try {
      take(question, ask(question), nowMicros);
    } catch (SQLException e) {
      LOG.warn(
          "PostgreSQL's catalogue can't be asked, so that a renamed column is taken for another:"
              + " {}",
          e.getMessage());
    }
  }

  /** Before a micro-batch: where its changes show another shape, the catalogue tells what it is. */
  void before(Map<TableId, List<ChangeEvent>> changes, long nowMicros) {
    touched.addAll(changes.keySet());
    Set<TableId> surprised = new HashSet<>();
    Set<Long> oids = new HashSet<>();
    changes.forEach(
        (id, events) -> {
          MirrorTable mirror = lake.mirror(id);
          if (evolving.test(id) && mirror.isSurprisedBy(events)) {
            surprised.add(id);
            mirror.facts().map(TableFacts::oid).ifPresent(oids::add);
          }
        });
    if (postgres.isPresent() && !surprised.isEmpty()) {
      look(new Question(looks, surprised, oids), nowMicros);
    }
  }

  /** Take in an answer. */
  void take(Question question, Catalog catalog, long nowMicros) {
    if (question.look() != looks) {
      return;
    }
    looks++;
    Map<TableId, TableId> moved = new TreeMap<>();
    for (TableId id : question.names()) {
      long oid = oid(id);
      if (oid != 0) {
        catalog
            .named(oid)
            .filter(name -> !name.equals(id) && selected.test(name))
            .ifPresent(name -> moved.put(name, id));
      }
    }
    mark(suspicions(moved, catalog), nowMicros); // before it is remembered that they were looked at
    for (TableId id : question.names()) {
      TableFacts now = catalog.tables().get(id);
      if (now != null) {
        lake.mirror(id).follow(now, catalog);
      } else if (oid(id) != 0) {
        leave(id, catalog);
      }
    }
    touched.addAll(question.names());
    settle(nowMicros);
  }

  private long oid(TableId id) {
    return lake.mirror(id).facts().map(TableFacts::oid).orElse(0L);
  }

  /** The rows of renamed tables have to come anew, into the mirrors of their new names. */
  private Map<TableId, Suspicion> suspicions(Map<TableId, TableId> oldNames, Catalog catalog) {
    Map<TableId, Suspicion> suspicions = new TreeMap<>();
    oldNames.forEach(
        (name, old) ->
            suspicions.put(
                name,
                new Suspicion(
                    "the table was called " + old + ", and no event tells its older rows",
                    catalog.lsn(),
                    lake.mirror(name).table().isPresent() ? Cure.RELOAD : Cure.REREAD)));
    return suspicions;
  }

  private void leave(TableId id, Catalog catalog) {
    Optional<TableId> name = catalog.named(oid(id));
    lake.mirror(id).leave(name.map(TableId::toString), catalog);
    lake.stale.clear(id);
    LOG.warn(
        "The table {} {}; its mirror stays as it was",
        id,
        name.map(other -> "is called " + other + " now").orElse("was dropped"));
  }

  /** Tell what mirrors have found out of their tables' shapes since this was done last. */
  void settle(long nowMicros) {
    Map<TableId, MirrorTable> untold = new TreeMap<>();
    Map<TableId, Suspicion> suspicions = new TreeMap<>();
    for (TableId id : touched) {
      MirrorTable mirror = lake.mirror(id);
      if (!mirror.untold().isEmpty()) {
        untold.put(id, mirror);
      }
      mirror.suspicion().ifPresent(suspicion -> suspicions.put(id, suspicion));
    }
    lake.schemaChanges.tell(untold, nowMicros);
    mark(suspicions, nowMicros);
    touched.forEach(id -> lake.mirror(id).settled());
    touched.clear();
  }

  private void mark(Map<TableId, Suspicion> suspicions, long nowMicros) {
    suspicions.forEach(
        (id, suspicion) ->
            LOG.warn(
                "The mirror of {} is stale until it is proven equal: {}", id, suspicion.reason()));
    lake.stale.mark(suspicions, nowMicros);
  }

  /** The stale tables that nobody has to repair. */
  Map<TableId, Mending.Task> tasks() {
    if (lake.stale.table().version() != staleVersion) {
      stale = lake.stale.entries();
      staleVersion = lake.stale.table().version();
    }
    Map<TableId, Mending.Task> tasks = new HashMap<>();
    stale.forEach(
        (id, suspicion) -> {
          if (suspicion.cure() != Cure.REPAIR) {
            tasks.put(id, new Mending.Task(suspicion.cure(), lake.mirror(id).awaits()));
          }
        });
    return tasks;
  }

  /** A table was found equal at an LSN; whether it is not stale any more. */
  boolean proven(TableId id, long lsn) {
    return !lake.mirror(id).awaits() && lake.stale.proven(id, lsn);
  }
}
