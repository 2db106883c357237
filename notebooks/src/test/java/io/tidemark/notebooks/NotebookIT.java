package io.tidemark.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The notebook, executed headlessly by Jupyter's own programs against a small real lake. */
class NotebookIT {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** For tables of a few rows, Java's and Spark's compilers would do most of the work. */
  private static final String QUICK_START =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.sql.codegen.wholeStage=false";

  @TempDir static Path folder;

  private record Run(int exitCode, String output) {}

  @BeforeAll
  static void makeTheLake() throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate()) {
      PaymentsLake.write(spark, folder.resolve("lake"));
    }
  }

  @Test
  void theNotebookRunsToItsEndAndShowsTablesAndCharts() throws IOException {
    Run run = execute(Map.of(), "--lake", folder.resolve("lake").toString());

    assertThat(run.exitCode()).as(run.output()).isZero();
    List<JsonNode> outputs = outputs(TARGET.resolve("tidemark.ipynb"));
    assertThat(outputs).noneMatch(it -> it.get("output_type").asText().equals("error"));
    assertThat(outputs).filteredOn(it -> it.at("/data/image~1png").isTextual()).hasSize(4);
    assertThat(html(outputs))
        .contains("<td style=\"white-space: pre-line; text-align: right\">100000.00</td>")
        .containsPattern("amount: \\d+\\.\\d\\d → \\d+\\.\\d\\d\ncity: Old Town → New Town")
        .containsPattern(">\\d{3}</td><td style=\"[^\"]+\">0</td></tr>")
        .contains(">939</td></tr>", ">2120</td>");
    assertThat(TARGET.resolve("tidemark.html")).content().contains("Spend by country", "<table>");
  }

  @Test
  void aCellThatThrowsFailsTheRun() throws IOException {
    Run run = execute(Map.of(), "--lake", folder.toString(), throwing());

    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains("IllegalStateException: the cell is wrong");
    assertThat(TARGET.resolve("throwing.html")).doesNotExist();
  }

  @Test
  void missingPackagesAreNamedWithTheWayToGetThem() throws IOException {
    Run run = run(Map.of("TIDEMARK_PYTHON", "false"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).contains("apt-get install", "jupyter-nbconvert python3-nbclient");
  }

  @Test
  void aMissingLakeIsNamedWithTheWayToMakeOne() throws IOException {
    Run run = execute(Map.of("TIDEMARK_LAKE", folder.resolve("none").toString()));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).contains("There is no lake at", "./tidemark demo");
  }

  /** The path of a notebook whose only cell throws. */
  private static String throwing() throws IOException {
    Path file = folder.resolve("throwing.ipynb");
    String json =
        """
        {"nbformat": 4, "nbformat_minor": 5,
         "metadata": {"kernelspec": {"name": "%s", "display_name": "Java"}},
         "cells": [{"cell_type": "code", "id": "throws", "metadata": {}, "execution_count": null,
           "outputs": [], "source": "throw new IllegalStateException(\\"the cell is wrong\\");"}]}
        """;
    return Files.writeString(file, json.formatted(KernelSpec.NAME)).toString();
  }

  private static List<JsonNode> outputs(Path executed) throws IOException {
    List<JsonNode> outputs = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(executed.toFile()).get("cells")) {
      cell.path("outputs").forEach(outputs::add);
    }
    return outputs;
  }

  private static String html(List<JsonNode> outputs) {
    return outputs.stream()
        .map(output -> output.at("/data/text~1html"))
        .flatMap(lines -> StreamSupport.stream(lines.spliterator(), false))
        .map(JsonNode::asText)
        .collect(Collectors.joining());
  }

  /** Run the script; without Jupyter's packages the test is skipped, or under CI failed. */
  private static Run execute(Map<String, String> environment, String... arguments)
      throws IOException {
    Run run = run(environment, arguments);
    if (run.exitCode() == 2 && run.output().contains("apt-get install")) {
      String reason = "The notebook is not executed here. " + run.output().strip();
      if ("true".equals(System.getenv("CI"))) {
        fail(reason);
      }
      System.out.println("Skipped: " + reason);
      throw new TestAbortedException(reason);
    }
    return run;
  }

  private static Run run(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", Path.of("run").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JDK_JAVA_OPTIONS", QUICK_START);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Files.writeString(TARGET.resolve("notebook-run.txt"), output);
    try {
      return new Run(process.waitFor(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while notebooks/run ran", e);
    }
  }
}
