package io.tidemark.stack.process;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts programs that outlive the command that starts them.
 *
 * <p>Each gets a process group of its own, by bash's job control, and ignores SIGHUP: neither
 * Ctrl-C nor a closed terminal reaches it. There is no other way that is the same on Linux and
 * macOS.
 */
public final class Background {
  private static final long LOG_ROLLS_AT_BYTES = 16L * 1024 * 1024;
  private static final String SCRIPT =
      "set -m; trap '' HUP; log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & echo $!";

  private Background() {}

  /**
   * Start a program with its output at the end of a log. The log of earlier runs is moved to {@code
   * .old} when it has grown large.
   *
   * @param folder the working directory, which the program's user must be able to enter
   * @param environment added to this process's own
   * @return the program's own process, at once; whether it stays alive is for the caller to see
   */
  public static ProcessIdentity start(
      List<String> command, Map<String, String> environment, Path folder, Path log) {
    List<String> all = new ArrayList<>(List.of("bash", "-c", SCRIPT, "bash", log.toString()));
    all.addAll(command);
    try {
      roll(log);
      ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      Process shell = builder.start();
      String pid =
          new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      shell.waitFor();
      long number = Long.parseLong(pid);
      // A program that ended at once is told by the caller, with its log.
      return ProcessIdentity.of(number).orElse(new ProcessIdentity(number, "ended"));
    } catch (IOException | NumberFormatException e) {
      throw StackFailure.of(
          "'" + command.get(0) + "' could not be started",
          e.toString(),
          "see that bash is installed and " + log + " may be written to",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StackFailure.of(
          "Starting '" + command.get(0) + "' was interrupted", e.toString(), "try again", e);
    }
  }

  private static void roll(Path log) throws IOException {
    Files.createDirectories(log.getParent());
    if (Files.exists(log) && Files.size(log) > LOG_ROLLS_AT_BYTES) {
      Path old = log.resolveSibling(log.getFileName() + ".old");
      Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
