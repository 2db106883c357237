package io.tidemark.ingestion;

import io.tidemark.ingestion.database.DatabaseOptions;
import io.tidemark.ingestion.database.Migrations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the tables, triggers and functions of the demo database to the newest version. */
@Command(
    name = "migrate",
    description = "Creates the demo's tables, triggers and functions, or brings them up to date.",
    mixinStandardHelpOptions = true,
    footer = Main.EXIT_CODES)
final class MigrateCommand implements Callable<Integer> {
  @Mixin private DatabaseOptions options;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Migrations.Applied applied = Migrations.apply(options.database());
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("command", "migrate");
      report.put("applied", applied.versions());
      report.put("version", applied.version());
      System.out.println(Main.json(report));
    } else if (applied.versions().isEmpty()) {
      System.out.println("Up to date at version " + applied.version() + ".");
    } else {
      System.out.println(
          "Applied "
              + String.join(", ", applied.versions())
              + "; now at version "
              + applied.version()
              + ".");
    }
    return 0;
  }
}
