package io.tidemark.delta;

import static io.delta.kernel.internal.util.Utils.toCloseableIterator;

import io.delta.kernel.Operation;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.transaction.UpdateTableTransactionBuilder;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Delta table with its current files in memory, advanced by its own commits. Every commit is
 * atomic: rows, deletions and domain metadata together. Another writer's commit makes {@link
 * #commit} throw {@link io.delta.kernel.exceptions.ConcurrentWriteException}; {@link #refresh}
 * takes it in. Columns are mapped by name, so that any source name is a column name. Not
 * thread-safe.
 */
final class DeltaTable {
  static final String ENGINE_INFO = "tidemark";

  /** What every table of ours is created with. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "delta.enableDeletionVectors", "true",
          "delta.columnMapping.mode", "name",
          "delta.feature.domainMetadata", "supported",
          "delta.enableInCommitTimestamps", "true",
          "delta.checkpointInterval", "50");

  private final FileIO storage;
  private final Engine engine;
  private final String path;
  private SnapshotImpl snapshot;
  private final Map<String, DataFile> files = new LinkedHashMap<>();

  private DeltaTable(FileIO storage, Engine engine, String path, SnapshotImpl snapshot) {
    this.storage = storage;
    this.engine = engine;
    this.path = path;
    load(snapshot);
  }

  /** The table at a path, or empty if there is none. */
  static Optional<DeltaTable> open(Configuration hadoop, String path) {
    return open(hadoop, path, builder -> builder);
  }

  /** The table at a path as it was at a version, to read; or empty if there is no table. */
  static Optional<DeltaTable> open(Configuration hadoop, String path, long version) {
    return open(hadoop, path, builder -> builder.atVersion(version));
  }

  private static Optional<DeltaTable> open(
      Configuration hadoop, String path, UnaryOperator<SnapshotBuilder> which) {
    String qualified = qualified(hadoop, path);
    FileIO storage = Storage.of(hadoop, qualified);
    Engine engine = DefaultEngine.create(storage);
    try {
      SnapshotBuilder builder = which.apply(TableManager.loadSnapshot(qualified));
      SnapshotImpl snapshot = (SnapshotImpl) builder.build(engine);
      return Optional.of(new DeltaTable(storage, engine, qualified, snapshot));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * A new table without rows.
   *
   * @param domains domain metadata to begin with, by domain
   */
  static DeltaTable create(
      Configuration hadoop, String path, StructType schema, Map<String, String> domains) {
    String qualified = qualified(hadoop, path);
    Engine engine = DefaultEngine.create(Storage.of(hadoop, qualified));
    Transaction transaction =
        TableManager.buildCreateTableTransaction(qualified, schema, ENGINE_INFO)
            .withTableProperties(PROPERTIES)
            .build(engine);
    domains.forEach(transaction::addDomainMetadata);
    PostCommit.run(engine, qualified, commit(transaction, engine, qualified, List.of()));
    return open(hadoop, path).orElseThrow();
  }

  private static String qualified(Configuration hadoop, String path) {
    try {
      Path plain = new Path(path);
      return plain.getFileSystem(hadoop).makeQualified(plain).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reach '" + path + "'", e);
    }
  }

  /** The one way into a Delta log. */
  private static TransactionCommitResult commit(
      Transaction transaction, Engine engine, String path, List<Row> actions) {
    boolean rows = !actions.isEmpty();
    Failpoint.reached(path, Failpoint.Moment.COMMITTING, rows);
    TransactionCommitResult result =
        transaction.commit(
            engine, CloseableIterable.inMemoryIterable(toCloseableIterator(actions.iterator())));
    Failpoint.reached(path, Failpoint.Moment.COMMITTED, rows);
    return result;
  }

  String path() {
    return path;
  }

  long version() {
    return snapshot.getVersion();
  }

  StructType schema() {
    return snapshot.getSchema();
  }

  Optional<String> domain(String name) {
    return snapshot.getDomainMetadata(name);
  }

  Collection<DataFile> files() {
    return files.values();
  }

  DataFile file(String name) {
    return files.get(name);
  }

  /** Take in other writers' commits; true if there were any. */
  boolean refresh() {
    SnapshotImpl latest = (SnapshotImpl) TableManager.loadSnapshot(path).build(engine);
    if (latest.getVersion() == snapshot.getVersion()) {
      return false;
    }
    load(latest);
    return true;
  }

  /**
   * Give the table this schema. Fields are known by their metadata: one with that of a column is
   * that column, whatever its name, and may have a wider type, which older readers don't know and
   * the table's protocol then tells them; one without is a new column. Others go.
   *
   * @param domains domain metadata to set in the same commit
   */
  void evolve(StructType schema, Map<String, String> domains) throws ForeignCommitException {
    Map<Integer, DataType> known = new HashMap<>();
    schema().fields().forEach(f -> known.put(ColumnMapping.getColumnId(f), f.getDataType()));
    UpdateTableTransactionBuilder builder =
        snapshot
            .buildUpdateTableTransaction(ENGINE_INFO, Operation.MANUAL_UPDATE)
            .withUpdatedSchema(NewColumns.named(schema, lastColumnId()))
            .withMaxRetries(0);
    boolean wider =
        schema.fields().stream()
            .filter(NewColumns::isKnown)
            .anyMatch(f -> !f.getDataType().equivalent(known.get(ColumnMapping.getColumnId(f))));
    if (wider) {
      builder = builder.withTablePropertiesAdded(Map.of("delta.enableTypeWidening", "true"));
    }
    Transaction transaction = builder.build(engine);
    domains.forEach(transaction::addDomainMetadata);
    settle(transaction, List.of());
  }

  private long lastColumnId() {
    String id = ColumnMapping.COLUMN_MAPPING_MAX_COLUMN_ID_KEY;
    return Long.parseLong(snapshot.getMetadata().getConfiguration().get(id));
  }

  /**
   * Commit a change.
   *
   * @return the data files written, holding the new rows in their order
   */
  List<DataFile> commit(TableChange change) throws ForeignCommitException {
    return commit(change, null);
  }

  /**
   * Commit a change.
   *
   * @param turn is waited for when all is written and nothing can be seen of it; null for none
   * @return the data files written, holding the new rows in their order
   */
  List<DataFile> commit(TableChange change, Runnable turn) throws ForeignCommitException {
    Transaction transaction =
        snapshot
            .buildUpdateTableTransaction(ENGINE_INFO, Operation.WRITE)
            .withMaxRetries(0)
            .build(engine);
    change.domains().forEach(transaction::addDomainMetadata);
    Map<String, RoaringBitmap> marked = marked(change);
    Map<String, DeletionVectorDescriptor> vectors =
        marked.isEmpty() ? Map.of() : DeletionVectors.write(storage, path, marked);

    long now = System.currentTimeMillis();
    List<Row> actions = new ArrayList<>();
    List<DataFile> written =
        change.newRows().isEmpty()
            ? List.of()
            : writer(transaction).write(change.newRows(), !change.rearranges());
    written.forEach(file -> actions.add(LogActions.add(file)));
    List<DataFile> remaining = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (String name : change.removedFiles()) {
      actions.add(LogActions.remove(files.get(name), !change.rearranges(), now));
      gone.add(name);
    }
    for (String name : change.deleted().keySet()) {
      actions.add(LogActions.remove(files.get(name), true, now));
      gone.add(name);
      if (vectors.containsKey(name)) {
        DataFile left =
            LogActions.withDeleted(files.get(name), vectors.get(name), marked.get(name));
        actions.add(LogActions.add(left));
        remaining.add(left);
      }
    }
    if (turn != null) {
      turn.run();
    }
    settle(transaction, actions);
    gone.forEach(files::remove);
    remaining.forEach(file -> files.put(file.path(), file));
    written.forEach(file -> files.put(file.path(), file));
    return written;
  }

  /** Write a change's rows and throw the files away: it fails where {@link #commit} would. */
  List<DataFile> rehearse(TableChange change) {
    DataFileWriter writer = writer();
    writer.delete(writer.write(change.newRows(), !change.rearranges()));
    return List.of();
  }

  /**
   * Let data files that were written take the place of all others.
   *
   * @param domains domain metadata to set in the same commit
   */
  void replace(List<DataFile> written, Map<String, String> domains) throws ForeignCommitException {
    Transaction transaction =
        snapshot
            .buildUpdateTableTransaction(ENGINE_INFO, Operation.WRITE)
            .withMaxRetries(0)
            .build(engine);
    domains.forEach(transaction::addDomainMetadata);
    long now = System.currentTimeMillis();
    List<Row> actions = new ArrayList<>();
    files.values().forEach(file -> actions.add(LogActions.remove(file, true, now)));
    written.forEach(file -> actions.add(LogActions.add(file)));
    settle(transaction, actions);
    files.clear();
    written.forEach(file -> files.put(file.path(), file));
  }

  /**
   * Read columns of one data file, its deleted rows too.
   *
   * @param columns top-level columns by name
   * @param visitor is given each row's number in the file and its values in the order of columns;
   *     the array is its own to keep
   */
  void read(DataFile file, List<String> columns, RowVisitor visitor) {
    StructType wanted = new StructType();
    for (String column : columns) {
      wanted = wanted.add(schema().get(column));
    }
    DataFiles.read(
        engine,
        FileStatus.of(
            file.absolutePath(path), file.add().getSize(), file.add().getModificationTime()),
        ColumnMapping.convertToPhysicalSchema(
            wanted, schema(), ColumnMapping.ColumnMappingMode.NAME),
        visitor);
  }

  private void load(SnapshotImpl latest) {
    snapshot = latest;
    files.clear();
    ScanImpl scan = (ScanImpl) latest.getScanBuilder().build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            AddFile add =
                new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
            RoaringBitmap deleted =
                add.getDeletionVector()
                    .map(descriptor -> DeletionVectors.load(engine, path, descriptor))
                    .orElseGet(RoaringBitmap::new);
            files.put(add.getPath(), DataFile.of(add, deleted));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the Delta log of '" + path + "'", e);
    }
  }

  private void settle(Transaction transaction, List<Row> actions) throws ForeignCommitException {
    TransactionCommitResult result;
    try {
      result = commit(transaction, engine, path, actions);
    } catch (MaxCommitRetryLimitReachedException e) {
      throw new ForeignCommitException(path, e);
    }
    boolean summed = PostCommit.run(engine, path, result);
    snapshot =
        (SnapshotImpl)
            result
                .getPostCommitSnapshot()
                .filter(committed -> summed)
                .orElseGet(() -> TableManager.loadSnapshot(path).build(engine));
  }

  /** The vectors of files that keep some of their rows. */
  private Map<String, RoaringBitmap> marked(TableChange change) {
    Map<String, RoaringBitmap> marked = new HashMap<>();
    change
        .deleted()
        .forEach(
            (name, rows) -> {
              DataFile file = files.get(name);
              RoaringBitmap all = RoaringBitmap.or(file.deleted(), rows);
              if (all.getLongCardinality() < file.rows()) {
                marked.put(name, all);
              }
            });
    return marked;
  }

  /** What writes data files of the table as it is now; they are seen once they are committed. */
  DataFileWriter writer() {
    return writer(snapshot.buildUpdateTableTransaction(ENGINE_INFO, Operation.WRITE).build(engine));
  }

  private DataFileWriter writer(Transaction transaction) {
    return new DataFileWriter(storage, engine, path, schema(), transaction);
  }
}
