package io.tidemark.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A short program that was run to its end.
 *
 * @param output stdout and stderr together
 */
public record Command(int exitCode, String output) {
  /** Run it, and wait for it. A program that can't be started at all counts as exit code 127. */
  public static Command run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Command(process.waitFor(), output.strip());
    } catch (IOException e) {
      return new Command(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Command(130, "interrupted");
    }
  }

  public boolean ok() {
    return exitCode == 0;
  }
}
