package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.net.NetChange;
import io.tidemark.net.NetChanges;
import io.tidemark.net.RowChange;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The mirror of one source table. {@link #plan} says what a micro-batch will do and what it can't,
 * {@link #commit} does it in one Delta commit that also holds how far the mirror is. A table
 * without a primary key is appended to: its mirror has a row for every row image that came, and
 * deletes stand in the change log only. Not thread-safe.
 */
public final class MirrorTable {
  private static final String UNRESOLVED =
      "the source did not send a large value that this change left as it was, and the mirror has no"
          + " row to take it from";

  private final Configuration hadoop;
  private final String path;
  private LakeTable table;
  private Progress progress;
  private MirrorState state;
  private final Map<RowSchema, RowLayout> layouts = new HashMap<>();

  /** The mirror at a path, there already or to come with its first row. */
  public MirrorTable(Configuration hadoop, String path) {
    this.hadoop = hadoop;
    this.path = path;
    table = LakeTable.existing(hadoop, path).orElse(null);
    progress = Progress.parse(table == null ? Optional.empty() : table.domain(Progress.DOMAIN));
    state = MirrorState.parse(table == null ? Optional.empty() : table.domain(MirrorState.DOMAIN));
  }

  /** The Delta table; empty before the first row. */
  public Optional<LakeTable> table() {
    return Optional.ofNullable(table);
  }

  /** Merge small files and files of mostly deleted rows if there are enough of them. */
  public void compact() {
    if (table != null) {
      table.compact();
    }
  }

  /** How far the mirror is. */
  public Progress progress() {
    return progress.copy();
  }

  /** Number of changes that the mirror holds; 0 before the first. */
  public long sequence() {
    return state.sequence();
  }

  /** Names of the key columns; empty for a table without a primary key. */
  public List<String> key() {
    return table instanceof KeyedTable keyed ? keyed.key() : List.of();
  }

  /**
   * What a micro-batch's changes of this table will do. New columns are added to the mirror at
   * once, which changes no row.
   *
   * @param events of this table, those of each partition in its order
   * @param signed whether the commit has to tell the rows that it replaces
   */
  public MirrorPlan plan(List<ChangeEvent> events, boolean signed) {
    Progress after = progress.copy();
    List<ChangeEvent> fresh = new ArrayList<>();
    for (ChangeEvent event : events) {
      if (after.take(event) == Verdict.NEW) {
        fresh.add(event);
      }
    }
    fresh = SourceOrder.of(fresh);
    List<RefusedChange> refused = new ArrayList<>();
    List<ChangeEvent> applied = new ArrayList<>();
    List<RowChange> changes = new ArrayList<>();
    for (ChangeEvent event : fresh) {
      Optional<String> obstacle = event.schema() == null ? Optional.empty() : fit(event.schema());
      if (obstacle.isPresent()) {
        refused.add(new RefusedChange(event, obstacle.get()));
      } else {
        applied.add(event);
        if (table instanceof KeyedTable || event.op() == Operation.TRUNCATE) {
          changes.add(rowChange(event));
        }
      }
    }
    NetChanges net = new NetChanges(state.floor());
    for (RowChange change : changes) {
      net.add(widened(change));
    }
    Map<KeyHash, Object[]> stored = stored(net, signed);
    List<ChangeEvent> lost = lost(unresolved(net, stored), changes, net.floor());
    lost.forEach(event -> refused.add(new RefusedChange(event, UNRESOLVED)));
    Set<KafkaPosition> lostAt = lost.stream().map(ChangeEvent::at).collect(Collectors.toSet());
    applied.removeIf(event -> lostAt.contains(event.at()));
    if (table == null) {
      // No commit can carry it yet, and rows from before it may still be on their way.
      state = new MirrorState(net.floor(), state.sequence());
    }
    return new MirrorPlan(applied, refused, net, stored, after);
  }

  /** Make the mirror able to hold rows of this schema, or say why it can't. */
  private Optional<String> fit(RowSchema source) {
    if (layouts.containsKey(source)) {
      return Optional.empty();
    }
    StructType schema = table == null ? new StructType() : table.schema();
    List<String> key = table == null ? source.key() : key();
    Optional<String> obstacle = RowLayout.obstacle(schema, key, source);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (table == null) {
      table = create(source);
    } else if (source.columns().stream().anyMatch(c -> schema.indexOf(c.name()) < 0)) {
      table.evolve(RowLayout.withNewColumns(schema, source));
      List<RowSchema> known = List.copyOf(layouts.keySet());
      known.forEach(k -> layouts.put(k, RowLayout.of(table.schema(), k)));
    }
    layouts.put(source, RowLayout.of(table.schema(), source));
    return Optional.empty();
  }

  private LakeTable create(RowSchema source) {
    StructType schema = RowLayout.schema(source);
    return source.key().isEmpty()
        ? AppendTable.create(hadoop, path, schema, Map.of())
        : KeyedTable.create(hadoop, path, schema, source.key(), Map.of());
  }

  private RowChange rowChange(ChangeEvent event) {
    KeyHash key = event.key() == null ? null : KeyHash.of(event.key());
    KeyHash other = event.otherKey() == null ? null : KeyHash.of(event.otherKey());
    Image after = event.after();
    return new RowChange(
        event, key, after == null ? null : layouts.get(event.schema()).row(after), other);
  }

  /** The change with a row as wide as the mirror became by later changes of the same batch. */
  private RowChange widened(RowChange change) {
    if (change.row() == null || change.row().length == table.schema().length()) {
      return change;
    }
    return rowChange(change.event());
  }

  /** The stored rows that fill what updates did not send, and, if asked, those replaced. */
  private Map<KeyHash, Object[]> stored(NetChanges net, boolean signed) {
    if (!(table instanceof KeyedTable keyed)) {
      return Map.of();
    }
    Set<KeyHash> wanted = new LinkedHashSet<>();
    net.byKey()
        .forEach(
            (key, change) -> {
              if (signed) {
                wanted.add(key);
              }
              if (change instanceof NetChange.Upsert upsert
                  && upsert.base() != null
                  && incomplete(upsert.row())) {
                wanted.add(upsert.base());
              }
            });
    return wanted.isEmpty() ? Map.of() : keyed.rows(wanted);
  }

  private static boolean incomplete(Object[] row) {
    return Arrays.asList(row).contains(Unavailable.VALUE);
  }

  private static Object[] base(NetChange.Upsert upsert, Map<KeyHash, Object[]> stored) {
    return upsert.base() == null ? null : stored.get(upsert.base());
  }

  /** Keys of rows with a value unsent which the mirror does not have either. */
  private static Set<KeyHash> unresolved(NetChanges net, Map<KeyHash, Object[]> stored) {
    Set<KeyHash> unresolved = new HashSet<>();
    net.byKey()
        .forEach(
            (key, change) -> {
              if (change instanceof NetChange.Upsert upsert
                  && incomplete(upsert.row())
                  && base(upsert, stored) == null) {
                unresolved.add(key);
              }
            });
    return unresolved;
  }

  /** The changes that rows of these keys were made of: those since their last delete. */
  private static List<ChangeEvent> lost(Set<KeyHash> keys, List<RowChange> changes, long floor) {
    Map<KeyHash, List<ChangeEvent>> lost = new LinkedHashMap<>();
    for (RowChange change : changes) {
      if (keys.contains(change.key()) && Long.compareUnsigned(change.lsn(), floor) >= 0) {
        List<ChangeEvent> made = lost.computeIfAbsent(change.key(), key -> new ArrayList<>());
        if (change.row() == null) {
          made.clear();
        } else {
          made.add(change.event());
        }
      }
    }
    return lost.values().stream().flatMap(List::stream).toList();
  }

  /**
   * Commit a plan.
   *
   * @return what it did, as signed rows
   */
  public MirrorChange commit(MirrorPlan plan, long appliedAtMicros) {
    MirrorState after = new MirrorState(plan.net().floor(), state.sequence() + 1);
    Map<String, String> domains =
        Map.of(Progress.DOMAIN, plan.progress().toJson(), MirrorState.DOMAIN, after.toJson());
    MirrorChange change =
        table instanceof KeyedTable keyed
            ? commitKeyed(keyed, plan, domains, appliedAtMicros)
            : commitKeyless((AppendTable) table, plan, domains, appliedAtMicros);
    progress = plan.progress();
    state = after;
    return change;
  }

  private MirrorChange commitKeyed(
      KeyedTable keyed, MirrorPlan plan, Map<String, String> domains, long appliedAtMicros) {
    Map<KeyHash, Object[]> upserts = new LinkedHashMap<>();
    Set<KeyHash> deletes = new LinkedHashSet<>();
    List<Object[]> before = new ArrayList<>();
    plan.net()
        .byKey()
        .forEach(
            (key, change) -> {
              if (change instanceof NetChange.Delete) {
                deletes.add(key);
              } else if (change instanceof NetChange.Upsert upsert) {
                Object[] base = base(upsert, plan.stored());
                if (incomplete(upsert.row()) && base == null) {
                  deletes.add(key); // what it was before, it is not any more
                } else {
                  upserts.put(key, whole(upsert, base, appliedAtMicros));
                }
              }
              if (plan.stored().containsKey(key)) {
                before.add(plan.stored().get(key));
              }
            });
    long floor = plan.net().floor();
    keyed.apply(
        new KeyedChange(
            upserts,
            deletes,
            plan.net().truncated()
                ? cdc -> Long.compareUnsigned((Long) cdc[RowMetadata.LSN], floor) < 0
                : null,
            domains));
    return new MirrorChange(
        keyed.schema(),
        before,
        List.copyOf(upserts.values()),
        plan.net().truncated(),
        state.sequence() + 1);
  }

  /** Without a key there is no telling which row an update or delete means. */
  private MirrorChange commitKeyless(
      AppendTable append, MirrorPlan plan, Map<String, String> domains, long appliedAtMicros) {
    long floor = plan.net().floor();
    boolean truncated = plan.net().truncated();
    List<Object[]> rows = new ArrayList<>();
    for (ChangeEvent event : plan.applied()) {
      if (event.after() != null && Long.compareUnsigned(event.position().lsn(), floor) >= 0) {
        Object[] row = layouts.get(event.schema()).row(event.after());
        Arrays.asList(row).replaceAll(value -> value == Unavailable.VALUE ? null : value);
        row[row.length - 1] = RowMetadata.of(event, appliedAtMicros);
        rows.add(row);
      }
    }
    if (truncated) {
      List<Object[]> left = new ArrayList<>(rows);
      append.scan(
          append.schema().fieldNames(),
          row -> {
            Object[] cdc = (Object[]) row[row.length - 1];
            if (Long.compareUnsigned((Long) cdc[RowMetadata.LSN], floor) >= 0) {
              left.add(row);
            }
          });
      append.replace(left, domains);
    } else {
      append.append(rows, domains);
    }
    return new MirrorChange(append.schema(), List.of(), rows, truncated, state.sequence() + 1);
  }

  private static Object[] whole(NetChange.Upsert upsert, Object[] base, long appliedAtMicros) {
    Object[] row = upsert.row().clone();
    for (int i = 0; i < row.length; i++) {
      if (row[i] == Unavailable.VALUE) {
        row[i] = base[i];
      }
    }
    row[row.length - 1] = RowMetadata.of(upsert.last().event(), appliedAtMicros);
    return row;
  }
}
