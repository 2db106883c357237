package io.tidemark.delta;

import static io.delta.kernel.internal.util.Utils.toCloseableIterator;

import io.delta.kernel.DataWriteContext;
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
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.hook.PostCommitHook.PostCommitHookType;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.transaction.UpdateTableTransactionBuilder;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Delta table with its current files in memory, advanced by its own commits. Every commit is
 * atomic: rows, deletions and domain metadata together. Another writer's commit makes {@link
 * #commit} throw {@link io.delta.kernel.exceptions.ConcurrentWriteException}; {@link #refresh}
 * takes it in. Columns are mapped by name, so that any source name is a column name. Not
 * thread-safe.
 */
final class DeltaTable {
  static final String ENGINE_INFO = "tidemark";

  private static final Logger LOG = LoggerFactory.getLogger(DeltaTable.class);

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
    commit(transaction, engine, qualified, List.of());
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
    try {
      settle(commit(transaction, engine, path, List.of()));
    } catch (MaxCommitRetryLimitReachedException e) {
      throw new ForeignCommitException(path, e);
    }
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
    List<DataFile> written = write(transaction, change, actions);
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
    try {
      settle(commit(transaction, engine, path, actions));
    } catch (MaxCommitRetryLimitReachedException e) {
      throw new ForeignCommitException(path, e);
    }
    gone.forEach(files::remove);
    remaining.forEach(file -> files.put(file.path(), file));
    written.forEach(file -> files.put(file.path(), file));
    return written;
  }

  /** Write a change's rows and throw the files away: it fails where {@link #commit} would. */
  List<DataFile> rehearse(TableChange change) {
    Transaction transaction =
        snapshot.buildUpdateTableTransaction(ENGINE_INFO, Operation.WRITE).build(engine);
    for (DataFile file : write(transaction, change, new ArrayList<>())) {
      try {
        storage.delete(file.absolutePath(path));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete a data file of '" + path + "'", e);
      }
    }
    return List.of();
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

  private void settle(TransactionCommitResult result) {
    for (PostCommitHook hook : result.getPostCommitHooks()) {
      if (hook.getType() == PostCommitHookType.CHECKPOINT) {
        try {
          hook.threadSafeInvoke(engine);
        } catch (IOException | KernelEngineException e) {
          // A checkpoint only makes reading the log quicker, and the commit stands.
          LOG.warn("no checkpoint of '{}' at version {}", path, result.getVersion(), e);
        }
      }
    }
    snapshot =
        (SnapshotImpl)
            result
                .getPostCommitSnapshot()
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

  private List<DataFile> write(Transaction transaction, TableChange change, List<Row> actions) {
    List<DataFile> written = new ArrayList<>();
    if (change.newRows().isEmpty()) {
      return written;
    }
    Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    StructType physical =
        ColumnMapping.convertToPhysicalSchema(
            schema(), schema(), ColumnMapping.ColumnMappingMode.NAME);
    try (CloseableIterator<DataFileStatus> statuses =
            engine
                .getParquetHandler()
                .writeParquetFiles(
                    path, // the context's own is percent-encoded: another folder
                    ValueBatch.only(physical, change.newRows()),
                    context.getStatisticsColumns());
        CloseableIterator<Row> adds =
            Transaction.generateAppendActions(engine, state, statuses, context)) {
      while (adds.hasNext()) {
        AddFile add = new AddFile(adds.next().getStruct(SingleAction.ADD_FILE_ORDINAL));
        DataFile file = LogActions.written(add, !change.rearranges());
        actions.add(LogActions.add(file));
        written.add(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a data file of '" + path + "'", e);
    }
    return written;
  }
}
