package io.tidemark.stack.home;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that holds everything of one stack: settings, data, logs, lake.
 *
 * @param root absolute and normalised
 */
public record Home(Path root) {
  /** What other commands may have made here before the first {@code up}. */
  private static final Set<String> ALLOWED_BEFORE = Set.of("lake", "log", "run", "lock");

  public Home {
    root = root.toAbsolutePath().normalize();
  }

  /** Ports, passwords and names, chosen once. Holds secrets. */
  public Path settings() {
    return root.resolve("settings.json");
  }

  /** The same for the shell: lines {@code KEY='value'}. Holds secrets. */
  public Path env() {
    return root.resolve("env");
  }

  public Path lock() {
    return root.resolve("lock");
  }

  public Path lake() {
    return root.resolve("lake");
  }

  /** Folder of a service's own files. */
  public Path service(String name) {
    return root.resolve(name);
  }

  public Path log(String service) {
    return root.resolve("log").resolve(service + ".log");
  }

  public Path pidFile(String service) {
    return root.resolve("run").resolve(service + ".pid");
  }

  /** Whether a stack has been set up here. */
  public boolean exists() {
    return Files.isRegularFile(settings());
  }

  /**
   * Make the folders. Refuses a folder that holds something else, as {@link #wipe} would delete it.
   */
  public void create() {
    try {
      if (!exists() && Files.isDirectory(root)) {
        refuseStrangers();
      }
      for (String folder : List.of("log", "run", "lake")) {
        Files.createDirectories(root.resolve(folder));
      }
    } catch (IOException e) {
      throw StackFailure.of(
          "The home '" + root + "' can't be made",
          e.toString(),
          "choose a folder that you may write to with --home DIR",
          e);
    }
  }

  /**
   * Delete all that is in the home, the lake included, but for the lock that the caller holds.
   * Nothing of it may be running.
   */
  public void wipe() {
    if (!exists()) {
      throw StackFailure.of(
          "'" + root + "' is not wiped",
          "there is no settings.json in it, so it may not be a home of Tidemark's",
          "check --home; delete the folder by hand if it is the right one");
    }
    try {
      Path postgres = service("postgres");
      if (Files.isSymbolicLink(postgres) && Files.exists(postgres)) {
        // Its data had to live elsewhere, as its user can't reach the home.
        FileTree.delete(postgres.toRealPath());
      }
      for (Path entry : entries()) {
        if (!entry.equals(lock())) {
          FileTree.delete(entry);
        }
      }
    } catch (IOException e) {
      throw StackFailure.of(
          "'" + root + "' could not be wiped completely",
          e.toString(),
          "see that nothing uses it any more and try again",
          e);
    }
  }

  private void refuseStrangers() throws IOException {
    List<String> strangers =
        entries().stream()
            .map(path -> path.getFileName().toString())
            .filter(name -> !ALLOWED_BEFORE.contains(name))
            .sorted()
            .limit(3)
            .toList();
    if (!strangers.isEmpty()) {
      throw StackFailure.of(
          "The folder '" + root + "' can't become a home",
          "it holds other things already, such as " + strangers,
          "name a new or an empty folder with --home DIR");
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.toList();
    }
  }
}
