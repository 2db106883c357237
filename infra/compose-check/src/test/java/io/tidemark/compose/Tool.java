package io.tidemark.compose;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** A program that a test runs. */
final class Tool {

  private Tool() {}

  /** What a program wrote to both its outputs together, and its exit code. */
  record Result(int exitCode, String output) {}

  /** Run a program to its end, a minute at most, with some more variables in its environment. */
  static Result run(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        fail("%s did not end within a minute: %s", command, output);
      }
      return new Result(process.exitValue(), output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while '%s' ran".formatted(command.get(0)), e);
    }
  }

  /** True when the command runs and says success. */
  static boolean works(String... command) {
    try {
      return run(Map.of(), List.of(command)).exitCode() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** End the test as skipped, with the reason; under continuous integration, as failed. */
  static void missing(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      fail(reason);
    }
    System.out.println("Skipped: " + reason);
    throw new TestAbortedException(reason);
  }
}
