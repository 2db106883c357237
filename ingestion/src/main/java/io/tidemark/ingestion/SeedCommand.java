package io.tidemark.ingestion;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseOptions;
import io.tidemark.ingestion.database.Migrations;
import io.tidemark.ingestion.progress.Progress;
import io.tidemark.ingestion.seed.Seed;
import io.tidemark.ingestion.seed.SeedSize;
import io.tidemark.ingestion.world.Names;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads payments, and the customers, merchants and accounts that belong to them. */
@Command(
    name = "seed",
    description = {
      "Loads payments by COPY, with customers, merchants and accounts in proportion.",
      "Migrates first where needed. The same random seed gives the same rows in an empty database;"
          + " in one that has rows it adds others, never the same twice."
    },
    mixinStandardHelpOptions = true,
    footer = Main.EXIT_CODES)
final class SeedCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private DatabaseOptions options;

  @Option(names = "--rows", required = true, paramLabel = "N", description = "Payments to load.")
  private long rows;

  @Option(
      names = "--random-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Any number (default: ${DEFAULT-VALUE}).")
  private long randomSeed;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Connections that load at once (default: the number of processors, at most 4).")
  private Integer connections;

  @Option(
      names = "--through-triggers",
      description =
          "Let the audit trigger complete each row, even where rows could be loaded complete."
              + " Slower.")
  private boolean throughTriggers;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rows must be at least 1, not " + rows + ".");
    }
    int parallel =
        connections == null ? Math.min(4, Runtime.getRuntime().availableProcessors()) : connections;
    if (parallel < 1 || parallel > 16) {
      throw new ParameterException(
          spec.commandLine(), "--connections must be 1 to 16, not " + parallel + ".");
    }
    long start = System.nanoTime();
    Database database = options.database();
    // Drawn meanwhile: datafaker takes about a second to read its dictionaries.
    CompletableFuture<Names> names = CompletableFuture.supplyAsync(() -> Names.of(randomSeed));
    Migrations.apply(database);
    SeedSize size = SeedSize.of(rows);
    Seed seed = new Seed(database, size);
    Seed.Loaded loaded;
    try (Progress progress =
        Progress.start(
            "seed", " rows", size.allRows(), seed::done, () -> perSecond(seed.done(), start))) {
      loaded = seed.load(randomSeed, names.join(), parallel, throughTriggers);
    }
    report(loaded, (System.nanoTime() - start) / 1e9);
    return 0;
  }

  private static String perSecond(long done, long start) {
    return String.format(Locale.ROOT, "%,.0f/s", done / ((System.nanoTime() - start) / 1e9));
  }

  private void report(Seed.Loaded loaded, double seconds) {
    SeedSize size = loaded.size();
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("command", "seed");
      report.put("run", loaded.run());
      report.put("random_seed", randomSeed);
      report.put("transactions", size.transactions());
      report.put("customers", size.customers());
      report.put("merchants", size.merchants());
      report.put("accounts", size.accounts());
      report.put("seconds", Math.round(seconds * 1000) / 1000.0);
      report.put("transactions_per_second", Math.round(size.transactions() / seconds));
      report.put("triggers_fired", !loaded.completeRows());
      report.put("reason", loaded.mode());
      System.out.println(Main.json(report));
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "Loaded %,d transactions, %,d customers, %,d merchants and %,d accounts in %.1f s:"
            + " %,.0f transactions a second.%n",
        size.transactions(),
        size.customers(),
        size.merchants(),
        size.accounts(),
        seconds,
        size.transactions() / seconds);
    System.out.printf(
        "The triggers %s: %s.%n", loaded.completeRows() ? "did not fire" : "fired", loaded.mode());
    System.out.printf("Random seed %d, run %d.%n", randomSeed, loaded.run());
  }
}
