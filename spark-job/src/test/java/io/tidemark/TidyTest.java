package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What formatter and compiler do not hold, over the sources of all modules. */
class TidyTest {
  private static final int MOST_LINES = 400;
  private static final Path REPOSITORY = repository();
  private static final Pattern WORDS_LEFT_BEHIND =
      Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b"); // tidy: the words themselves
  private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep"); // tidy: the word itself

  @Test
  void noFileIsLongerThanOneIdea() {
    assertThat(offending(path -> lines(path).size() > MOST_LINES))
        .as("files over %d lines: look for the second idea in them", MOST_LINES)
        .isEmpty();
  }

  @Test
  void nothingIsLeftForLater() {
    assertThat(linesWith(WORDS_LEFT_BEHIND)).as("do it now, or write a decision").isEmpty();
  }

  @Test
  void testsWaitForWhatTheyWaitFor() {
    assertThat(linesWith(SLEEP).stream().filter(line -> line.contains("src/test")))
        .as("use Awaitility")
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    List<String> silent = new ArrayList<>();
    for (Path file : sources()) {
      if (file.toString().contains("src/main/java")
          && !Files.exists(file.resolveSibling("package-info.java"))
          && !file.endsWith("Main.java")) {
        silent.add(REPOSITORY.relativize(file.getParent()).toString());
      }
    }
    assertThat(silent.stream().distinct()).as("packages without package-info.java").isEmpty();
  }

  private interface Fault {
    boolean in(Path path);
  }

  private static List<String> offending(Fault fault) {
    return sources().stream()
        .filter(fault::in)
        .map(path -> REPOSITORY.relativize(path).toString())
        .toList();
  }

  private static List<String> linesWith(Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (Path path : sources()) {
      for (String line : lines(path)) {
        if (pattern.matcher(line).find() && !line.contains("// tidy:")) {
          found.add(REPOSITORY.relativize(path) + ": " + line.strip());
        }
      }
    }
    return found;
  }

  private static List<Path> sources() {
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      return files
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !path.toString().contains("/target/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("tidemark"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
