package io.tidemark.torture.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The launcher's commands on one home, as a user types them.
 *
 * @param repository the folder that holds the launcher
 * @param home the stack's folder
 * @param logs where each command's output goes
 * @param jobFlags further flags for the JVM of {@code run}; may be empty
 */
public record Tidemark(Path repository, Path home, Path logs, String jobFlags) {
  private static final Pattern SETTING = Pattern.compile("([A-Z_]+)='(.*)'");

  /** Short lives compile lightly; and the home in its command line tells whose a process is. */
  private static final String FLAGS =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dtidemark.torture.home=";

  /** For a command that ends by itself, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** Run a command to its end. */
  public Said run(String... words) {
    Path out = logs.resolve(words[0] + "-" + System.nanoTime() + ".out");
    Path err = out.resolveSibling(out.getFileName().toString().replace(".out", ".err"));
    try {
      Process process =
          Children.start(
              builder(List.of(words), "").redirectOutput(out.toFile()).redirectError(err.toFile()));
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().onExit().join();
        throw new CouldNotTell("'" + words[0] + "' still ran after " + PATIENCE);
      }
      return new Said(
          String.join(" ", words),
          process.exitValue(),
          Files.readString(out),
          Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("interrupted", e);
    }
  }

  /**
   * A command that is about to start.
   *
   * @param flags further ones for its JVM
   */
  ProcessBuilder builder(List<String> words, String flags) {
    List<String> command = new ArrayList<>(List.of(repository.resolve("tidemark").toString()));
    command.addAll(words);
    command.addAll(List.of("--home", home.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(Tidemark::ofAnotherHome);
    String ofJob = words.get(0).equals("run") ? jobFlags : "";
    builder
        .environment()
        .put("TIDEMARK_JAVA_FLAGS", String.join(" ", FLAGS + home + "/", ofJob, flags));
    if (Files.exists(config())) {
      builder.environment().put("TIDEMARK_CONFIG", config().toString());
    }
    return builder;
  }

  private static boolean ofAnotherHome(String name) {
    return (name.startsWith("TIDEMARK_") && !name.equals("TIDEMARK_POSTGRES_AS"))
        || name.startsWith("SLACK_");
  }

  /** The job's configuration; may not be there. */
  public Path config() {
    return home.resolve("torture.yaml");
  }

  /** The folder of the lake. */
  public Path lake() {
    return Path.of(settings().get("TIDEMARK_LAKE"));
  }

  /** The home's addresses, by environment variable. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(home.resolve("env"))) {
        Matcher matcher = SETTING.matcher(line);
        if (matcher.matches()) {
          settings.put(matcher.group(1), matcher.group(2));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the stack in '" + home + "' has no addresses", e);
    }
    return settings;
  }

  /** The home's database, as its owner. */
  public Database database() {
    Map<String, String> settings = settings();
    return new Database(
        settings.get("TIDEMARK_POSTGRES_JDBC_URL"),
        settings.get("TIDEMARK_POSTGRES_USER"),
        settings.get("TIDEMARK_POSTGRES_PASSWORD"));
  }
}
