package io.tidemark.doctor;

import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: examines everything that the pipeline depends on. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check PostgreSQL, the connector, Kafka and the lake, and say how to mend them.",
      "Changes nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing fails; there may be warnings",
      "1:something fails",
      "2:something could not be examined, or wrong usage"
    })
public final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The pipeline's configuration; without it, the one of the local stack.")
  private Path config;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Map<String, String> environment = System.getenv();
    PipelineConfig pipeline =
        config == null ? ConfigFile.bundled(environment) : ConfigFile.load(config, environment);
    Report report = new Report(new Doctor(pipeline).examine());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? report.json() : report.table());
    out.flush();
    return report.exitCode();
  }
}
