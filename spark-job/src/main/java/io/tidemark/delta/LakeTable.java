package io.tidemark.delta;

import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** What all our tables share: what the log says of them, and reading them. Not thread-safe. */
public abstract sealed class LakeTable permits AppendTable, IndexedTable {
  private static final int MOST_ATTEMPTS = 5;

  final DeltaTable table;
  private boolean rehearsing;
  private Runnable turn;

  LakeTable(DeltaTable table) {
    this.table = table;
  }

  /** The table at a path as what it is; empty if there is no table. */
  public static Optional<LakeTable> existing(Configuration hadoop, String path) {
    return DeltaTable.open(hadoop, path).map(LakeTable::of);
  }

  /** The table at a path as it was at a version, to read; empty if there is no table. */
  public static Optional<LakeTable> at(Configuration hadoop, String path, long version) {
    return DeltaTable.open(hadoop, path, version).map(LakeTable::of);
  }

  private static LakeTable of(DeltaTable table) {
    Optional<List<String>> key = KeyedTable.keyOf(table);
    if (key.isEmpty()) {
      return new AppendTable(table);
    }
    return key.get().isEmpty() ? new MultisetTable(table) : new KeyedTable(table);
  }

  public StructType schema() {
    return table.schema();
  }

  public long version() {
    return table.version();
  }

  /** The value of a domain that the table's commits carry. */
  public Optional<String> domain(String name) {
    return table.domain(name);
  }

  /** Number of rows. */
  public long rows() {
    return table.files().stream().mapToLong(DataFile::liveRows).sum();
  }

  /**
   * Give the table this schema: columns may come, and types may become wider.
   *
   * @param domains domain metadata to set in the same commit
   */
  public void evolve(StructType schema, Map<String, String> domains) {
    retried(
        () -> {
          table.evolve(schema, domains);
          return List.of();
        });
  }

  /** Give the table the columns that it lacks, as they came after an earlier Tidemark made it. */
  final void complete(StructType all) {
    StructType completed = schema();
    for (StructField field : all.fields()) {
      completed = completed.indexOf(field.getName()) < 0 ? completed.add(field) : completed;
    }
    if (completed.length() > schema().length()) {
      evolve(completed, Map.of());
    }
  }

  /** Set domain metadata in a commit that changes no row. */
  public void remember(Map<String, String> domains) {
    commit(() -> new TableChange(List.of(), Map.of(), Set.of(), domains, false));
  }

  /** Every row, in no order; values in the order of columns. */
  public void scan(List<String> columns, Consumer<Object[]> visitor) {
    for (DataFile file : table.files()) {
      live(file, columns, (number, values) -> visitor.accept(values));
    }
  }

  /**
   * Every row as a table with all columns of a schema has it, in no order: null where an earlier
   * Tidemark wrote the table and knew nothing of a column.
   *
   * @param unread columns that are null too, as nobody looks at them
   */
  public void scan(StructType all, Set<String> unread, Consumer<Object[]> visitor) {
    List<String> columns = all.fieldNames();
    List<String> read =
        columns.stream()
            .filter(name -> schema().indexOf(name) >= 0 && !unread.contains(name))
            .toList();
    int[] places = read.stream().mapToInt(columns::indexOf).toArray();
    scan(
        read,
        values -> {
          Object[] row = new Object[columns.size()];
          for (int i = 0; i < places.length; i++) {
            row[places[i]] = values[i];
          }
          visitor.accept(row);
        });
  }

  /** Merge small files if there are enough of them; whether there was something to do. */
  public abstract boolean compact();

  /** Merge small files; nobody remembers where rows lie. */
  final boolean merge() {
    if (Compaction.choose(table.files()).isEmpty()) {
      return false;
    }
    commit(
        () -> {
          List<DataFile> chosen = Compaction.choose(table.files());
          return Compaction.change(chosen, rowsOf(chosen));
        });
    return true;
  }

  /** The rows of a file that are still there. */
  final void live(DataFile file, List<String> columns, RowVisitor visitor) {
    table.read(
        file,
        columns,
        (number, values) -> {
          if (!file.deleted().contains(number)) {
            visitor.row(number, values);
          }
        });
  }

  /** All rows of files, each in the schema's order. */
  final List<Object[]> rowsOf(List<DataFile> files) {
    List<Object[]> rows = new ArrayList<>();
    for (DataFile file : files) {
      live(file, schema().fieldNames(), (number, values) -> rows.add(values));
    }
    return rows;
  }

  /** Commit what a plan says; after another writer's commit, plan anew. */
  final List<DataFile> commit(Supplier<TableChange> plan) {
    Runnable first = turn;
    turn = null;
    return retried(() -> rehearsing ? table.rehearse(plan.get()) : table.commit(plan.get(), first));
  }

  /**
   * The next change of rows waits for its turn when all its files are written, before anybody can
   * see them: so the work of commits that follow one another is done at the same time.
   */
  public final void awaitNext(Runnable newTurn) {
    turn = newTurn;
  }

  /**
   * From here on changes of rows are written but not committed: to learn whether they can be. The
   * table can't be used for anything else afterwards.
   */
  public final void rehearse() {
    rehearsing = true;
  }

  /** One try at a commit. */
  interface Attempt {
    List<DataFile> commit() throws ForeignCommitException;
  }

  /** Commit; after another writer's commit, try again. */
  final List<DataFile> retried(Attempt once) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once.commit();
      } catch (ForeignCommitException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new IllegalStateException(
              "another writer commits to '" + table.path() + "' all the time", e);
        }
        table.refresh();
        refreshed();
      }
    }
  }

  /** The table holds another writer's commits now. */
  abstract void refreshed();
}
