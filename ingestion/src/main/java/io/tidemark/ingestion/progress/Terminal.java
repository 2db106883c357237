package io.tidemark.ingestion.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a person looks at standard error. */
final class Terminal {
  private Terminal() {}

  @SuppressWarnings("SystemConsoleNull") // Tidemark runs on Java 17.
  static boolean isInteractive() {
    if (System.console() != null) {
      return true;
    }
    // The console is null as soon as standard output goes to a file or a pipe, as for --json.
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
