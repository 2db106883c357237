package io.tidemark.aggregate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.StructType;
import io.tidemark.config.AggregateConfig;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.mirror.MirrorChange;
import io.tidemark.mirror.MirrorTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An aggregate and the mirror that it follows. Its commits say which change of the mirror they take
 * in: if that is not the one before the current, because the job died between the two commits or
 * the definition changed, the aggregate is computed anew from the mirror. Not thread-safe.
 */
public final class AggregateTable {
  private static final String DOMAIN = "tidemark.aggregate";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Configuration hadoop;
  private final String path;
  private final AggregateConfig config;
  private final AggregateQuery query;
  private KeyedTable table;
  private long sequence = -1;

  /**
   * The aggregate at a path, there already or to come.
   *
   * @throws io.tidemark.error.TidemarkException CONFIG if its SQL can't be maintained
   */
  public AggregateTable(Configuration hadoop, String path, AggregateConfig config) {
    this.hadoop = hadoop;
    this.path = path;
    this.config = config;
    this.query = AggregateParser.parse(config);
    KeyedTable.open(hadoop, path).ifPresent(this::opened);
  }

  private void opened(KeyedTable opened) {
    table = opened;
    Optional<String> json = opened.domain(DOMAIN);
    if (json.isPresent()) {
      try {
        JsonNode state = JSON.readTree(json.get());
        boolean same = state.get("sql").textValue().equals(config.sql());
        sequence = same ? state.get("mirror_sequence").longValue() : -1;
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("an aggregate's state is '" + json.get() + "'", e);
      }
    }
  }

  public String name() {
    return config.name();
  }

  /** The source table. */
  public TableId from() {
    return query.from();
  }

  /** The Delta table; empty before the mirror has a row. */
  public Optional<LakeTable> table() {
    return Optional.ofNullable(table);
  }

  /** Merge small files if there are enough of them. */
  public void compact() {
    if (table != null) {
      table.compact();
    }
  }

  /** Compute the aggregate anew if it does not stand where the mirror does. */
  public void align(MirrorTable mirror, long appliedAtMicros) {
    if (mirror.table().isPresent() && sequence != mirror.sequence()) {
      rebuild(mirror, appliedAtMicros);
    }
  }

  /** Take in what the mirror's last commit did. */
  public void follow(MirrorTable mirror, MirrorChange change, long appliedAtMicros) {
    AggregateLayout layout = new AggregateLayout(query, change.schema());
    boolean follows = sequence == change.sequence() - 1 && !change.swept() && table != null;
    // A column that has become wider makes the aggregate's wider too.
    if (!follows || !table.schema().equivalent(layout.schema())) {
      rebuild(mirror, appliedAtMicros);
      return;
    }
    Map<KeyHash, GroupState> differences = new LinkedHashMap<>();
    change.before().forEach(row -> add(layout, differences, row, -1));
    change.after().forEach(row -> add(layout, differences, row, 1));
    Map<KeyHash, Object[]> stored = table.rows(differences.keySet());
    stored.forEach((key, row) -> differences.get(key).add(layout.state(row)));
    commit(layout, differences, false, change.sequence(), appliedAtMicros);
  }

  private void rebuild(MirrorTable mirror, long appliedAtMicros) {
    List<String> columns = AggregateLayout.columns(query);
    LakeTable source = mirror.table().orElseThrow();
    StructType schema = new StructType();
    for (String column : columns) {
      if (source.schema().indexOf(column) >= 0) {
        schema = schema.add(source.schema().get(column));
      }
    }
    AggregateLayout layout = new AggregateLayout(query, schema);
    Map<KeyHash, GroupState> groups = new LinkedHashMap<>();
    source.scan(columns, row -> add(layout, groups, row, 1));
    List<String> key = query.groups().stream().map(AggregateQuery.Group::name).toList();
    if (table != null && !(table.key().equals(key) && table.schema().equivalent(layout.schema()))) {
      drop();
    }
    if (table == null) {
      table = KeyedTable.create(hadoop, path, layout.schema(), key, Map.of());
    }
    commit(layout, groups, true, mirror.sequence(), appliedAtMicros);
  }

  /** A new definition has other columns: the table begins anew. */
  private void drop() {
    try {
      Path folder = new Path(path);
      folder.getFileSystem(hadoop).delete(folder, true);
      table = null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete '" + path + "'", e);
    }
  }

  private static void add(
      AggregateLayout layout, Map<KeyHash, GroupState> groups, Object[] row, int sign) {
    List<Object> group = layout.group(row);
    Object[] measured = layout.measured(row);
    groups
        .computeIfAbsent(KeyHash.of(group), key -> new GroupState(group, measured.length))
        .add(measured, sign);
  }

  private void commit(
      AggregateLayout layout,
      Map<KeyHash, GroupState> groups,
      boolean whole,
      long after,
      long appliedAtMicros) {
    Map<KeyHash, Object[]> upserts = new LinkedHashMap<>();
    Set<KeyHash> deletes = new LinkedHashSet<>();
    groups.forEach(
        (key, state) -> {
          if (state.rows == 0) {
            deletes.add(key);
          } else {
            upserts.put(key, layout.row(state, appliedAtMicros));
          }
        });
    String state =
        JSON.createObjectNode().put("sql", config.sql()).put("mirror_sequence", after).toString();
    table.apply(
        new KeyedChange(upserts, deletes, whole ? row -> true : null, Map.of(DOMAIN, state)));
    sequence = after;
  }

  /** The groups as the aggregate holds them, in no order; for tests and checks. */
  public Collection<Object[]> rows() {
    List<Object[]> rows = new ArrayList<>();
    if (table != null) {
      table.scan(query.output(), rows::add);
    }
    return rows;
  }
}
