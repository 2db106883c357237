package io.tidemark.query;

import io.tidemark.cli.ConfigOption;
import io.tidemark.cli.LocalSpark;
import io.tidemark.config.PipelineConfig;
import io.tidemark.delta.AppendTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.ledger.ConsistentPosition;
import io.tidemark.mirror.StaleTable;
import io.tidemark.source.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query}: SQL over the lake. */
@Command(
    name = "query",
    description = "SQL over the lake.",
    footer = {
      "%nTables: mirror.<table>, mirror.<schema>__<table> of schemas other than public (or",
      "mirror.<schema>.<table> of any), aggregate.<name>, system.changes, system.quarantine,"
          + " system.ledger, system.alerts, system.schema_changes.",
      "%n--consistent leaves system.ledger, system.alerts and system.schema_changes as they are"
          + " now.",
      "What lies in system.quarantine is in no other table at any position.",
      "%nExit codes: 0 done, 1 the query failed, 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class QueryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "SQL", description = "One Spark SQL query.")
  private String sql;

  @ArgGroup private Format format = new Format();

  @Option(
      names = "--limit",
      description = "Rows to print as a table (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int limit;

  @Option(
      names = "--consistent",
      description = {
        "Read all tables at the newest position at which they hold whole transactions of the",
        "source only, each in all tables or in none."
      })
  private boolean consistent;

  /** How the rows are printed; a table for people without any. */
  private static final class Format {
    @Option(names = "--json", description = "All rows as one JSON array.")
    private boolean json;

    @Option(names = "--csv", description = "All rows as CSV with a header.")
    private boolean csv;
  }

  @Override
  public Integer call() throws IOException {
    PipelineConfig pipeline = config.load();
    try (SparkSession spark = LocalSpark.session("tidemark query")) {
      LakeLayout layout = new LakeLayout(pipeline.lake().path());
      LakeCatalog.use(spark, layout, versions(spark, layout));
      warnOfStale(spark, layout);
      try {
        print(spark.sql(sql));
        return 0;
      } catch (Exception e) { // Scala does not declare its checked AnalysisException
        if (e instanceof AnalysisException) {
          report(e, new LakeNames(spark.sessionState().newHadoopConf(), layout));
          return 1;
        }
        throw e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
      }
    }
  }

  /** Nobody should take a table for right that is known not to be. */
  private void warnOfStale(SparkSession spark, LakeLayout layout) {
    StaleTable.reasons(spark.sessionState().newHadoopConf(), layout.stale())
        .forEach(
            (table, reason) ->
                spec.commandLine()
                    .getErr()
                    .println("tidemark: the mirror of " + table + " is stale: " + reason));
  }

  /** Of the tables to read; none to read them as they are now. */
  private Map<String, Long> versions(SparkSession spark, LakeLayout layout) {
    if (!consistent) {
      return Map.of();
    }
    Optional<AppendTable> ledger =
        AppendTable.open(spark.sessionState().newHadoopConf(), layout.ledger());
    ConsistentPosition position = ConsistentPosition.of(ledger);
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "tidemark: whole transactions up to LSN %s, committed at %s%n",
        Postgres.text(position.frontier().lsn()),
        Instant.ofEpochMilli(position.frontier().committedAtMs()));
    ledger
        .flatMap(ConsistentPosition::obstacle)
        .ifPresent(why -> err.println("tidemark: what came later is left out. " + why));
    err.flush();
    return position.versions();
  }

  private void report(Exception failure, LakeNames names) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "tidemark: the query is refused. "
            + failure.getMessage().lines().findFirst().orElse(failure.toString()));
    err.println("The lake holds:");
    names.all().forEach(name -> err.println("  " + name));
  }

  private void print(Dataset<Row> rows) {
    PrintWriter out = spec.commandLine().getOut();
    if (format.json) {
      out.print('[');
      Iterator<String> lines = rows.toJSON().toLocalIterator();
      while (lines.hasNext()) {
        out.print(lines.next());
        out.print(lines.hasNext() ? "," : "");
      }
      out.println(']');
    } else if (format.csv) {
      csv(rows, out);
    } else {
      rows.show(limit, false);
    }
    out.flush();
  }

  private static void csv(Dataset<Row> rows, PrintWriter out) {
    Column[] columns = new Column[rows.columns().length];
    for (int i = 0; i < columns.length; i++) {
      Column column = rows.col("`" + rows.columns()[i].replace("`", "``") + "`");
      DataType type = rows.schema().fields()[i].dataType();
      boolean nested =
          type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
      columns[i] = nested ? functions.to_json(column) : column.cast("string");
      columns[i] = columns[i].as(rows.columns()[i]);
    }
    out.println(String.join(",", rows.columns()));
    Dataset<Row> flat = rows.select(columns);
    Column line =
        functions.to_csv(
            functions.struct(functions.col("*")), Map.of("emptyValue", "\"\"", "nullValue", ""));
    Iterator<Row> lines = flat.select(line).toLocalIterator();
    while (lines.hasNext()) {
      out.println(lines.next().getString(0));
    }
  }
}
