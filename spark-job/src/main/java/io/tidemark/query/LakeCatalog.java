package io.tidemark.query;

import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A lake's tables for Spark SQL, by {@link LakeNames}; to read only. Spark's own catalogue takes no
 * name with a space in it, and takes {@code T} for {@code t}.
 */
public final class LakeCatalog implements TableCatalog, SupportsNamespaces {
  private static final String NAME = "lake";
  private static final String PATH = "path";
  private static final String VERSION = "version.";

  private LakeNames names;
  private CaseInsensitiveStringMap options;
  private boolean pinned;

  /**
   * Let a session know a lake, and look there first.
   *
   * @param versions of mirrors, aggregates, changes and quarantine by the ledger's names; others of
   *     these tables are not there. Without any, all tables are as they are now
   */
  static void use(SparkSession spark, LakeLayout layout, Map<String, Long> versions) {
    String catalog = "spark.sql.catalog." + NAME;
    spark.conf().set(catalog, LakeCatalog.class.getName());
    spark.conf().set(catalog + "." + PATH, layout.root());
    spark.conf().set("spark.sql.defaultCatalog", NAME);
    versions.forEach(
        (table, version) ->
            spark.conf().set(catalog + "." + VERSION + LakeLayout.encode(table), version));
  }

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    Configuration hadoop = SparkSession.active().sessionState().newHadoopConf();
    names = new LakeNames(hadoop, new LakeLayout(absolute(hadoop, options.get(PATH))));
    this.options = options;
    pinned = options.keySet().stream().anyMatch(option -> option.startsWith(VERSION));
  }

  /** Delta takes a name for a path only where it is absolute. */
  private static String absolute(Configuration hadoop, String root) {
    try {
      Path path = new Path(root);
      return path.getFileSystem(hadoop).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into '" + root + "'", e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    return names.in(List.of(namespace), false).stream()
        .map(name -> Identifier.of(namespace, name))
        .toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier table) throws NoSuchTableException {
    Identifier path = atPath(table);
    Optional<String> inLedger = pinned ? names.inLedger(path.name()) : Optional.empty();
    if (inLedger.isEmpty()) {
      return delta().loadTable(path);
    }
    String version = options.get(VERSION + LakeLayout.encode(inLedger.get()));
    if (version == null) {
      throw new NoSuchTableException(table);
    }
    return delta().loadTable(path, version);
  }

  @Override
  public Table loadTable(Identifier table, String version) throws NoSuchTableException {
    return delta().loadTable(atPath(table), version);
  }

  @Override
  public Table loadTable(Identifier table, long timestampMicros) throws NoSuchTableException {
    return delta().loadTable(atPath(table), timestampMicros);
  }

  @Override
  public Table loadTable(Identifier table, Set<TableWritePrivilege> privileges) {
    throw readOnly();
  }

  /** Delta's own catalogue, which takes paths for names. */
  private static TableCatalog delta() {
    return (TableCatalog) SparkSession.active().sessionState().catalogManager().v2SessionCatalog();
  }

  private Identifier atPath(Identifier table) throws NoSuchTableException {
    List<String> name = new ArrayList<>(List.of(table.namespace()));
    name.add(table.name());
    String path = names.path(name).orElseThrow(() -> new NoSuchTableException(table));
    return Identifier.of(new String[] {"delta"}, path);
  }

  @Override
  public String[][] listNamespaces() {
    return listNamespaces(new String[0]);
  }

  @Override
  public String[][] listNamespaces(String[] parent) {
    return names.in(List.of(parent), true).stream()
        .map(
            name -> {
              List<String> namespace = new ArrayList<>(List.of(parent));
              namespace.add(name);
              return namespace.toArray(String[]::new);
            })
        .toArray(String[][]::new);
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace) {
    return Map.of();
  }

  @Override
  public Table alterTable(Identifier table, TableChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropTable(Identifier table) {
    throw readOnly();
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly();
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> properties) {
    throw readOnly();
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw readOnly();
  }

  private static TidemarkException readOnly() {
    return TidemarkException.config(
        "SQL can't change the lake",
        "Its tables are the job's, which would not know of another's change",
        "Change the source database, or write to tables of your own elsewhere");
  }
}
