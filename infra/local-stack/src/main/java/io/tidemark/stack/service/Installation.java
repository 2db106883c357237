package io.tidemark.stack.service;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the programs are that the build has put together.
 *
 * @param repository the folder that holds the launcher
 */
public record Installation(Path repository) {
  private static final String CLASS_PATH = "infra/local-stack/class-path/";

  public Installation {
    repository = repository.toAbsolutePath().normalize();
  }

  /** The jars of a Kafka broker. */
  public Path kafkaJars() {
    return built(CLASS_PATH + "kafka/target/lib");
  }

  /** The jars of a Kafka Connect worker. */
  public Path connectJars() {
    return built(CLASS_PATH + "connect/target/lib");
  }

  /** The folder of Connect's plug-ins, one folder each. */
  public Path connectPlugins() {
    return built(CLASS_PATH + "debezium/target/plugins");
  }

  /** The connector's settings. */
  public Path connectorFile() {
    return repository.resolve("infra/connector/tidemark-postgres.properties");
  }

  /** What the connector needs in the database. */
  public Path sourceDatabaseSql() {
    return repository.resolve("infra/connector/source-database.sql");
  }

  /** The Java that runs this. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Start of a Java command: virtual machine, class path, and the mark by which it is found. */
  static List<String> javaCommand(Path jars, String heap, String marker) {
    return List.of(
        java().toString(),
        // First, as some systems show only the beginning of a long command line.
        marker,
        "-Xmx" + heap,
        "-XX:+ExitOnOutOfMemoryError",
        "-Djava.awt.headless=true",
        "-Duser.timezone=UTC",
        "-cp",
        jars + "/*");
  }

  private Path built(String folder) {
    Path path = repository.resolve(folder);
    try (Stream<Path> entries = Files.list(path)) {
      if (entries.findAny().isPresent()) {
        return path;
      }
    } catch (IOException absent) {
      // The same as empty.
    }
    throw StackFailure.of(
        "The local stack is not built",
        "there is nothing in " + path,
        "build it in " + repository + ": mvn -B package -DskipTests");
  }
}
