package io.tidemark.stack.process;

import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The one process that a home runs for a service.
 *
 * @param pidFile holds its id and its start; written once it runs
 * @param marker an argument of its command line that no other process has. It finds a process whose
 *     starter was killed before it wrote the file
 */
public record OwnProcess(Path pidFile, String marker) {
  /**
   * The process if it is alive. A file that speaks of a dead or another process counts for nothing.
   */
  public Optional<ProcessIdentity> find() {
    return recorded().filter(ProcessIdentity::alive).or(this::search);
  }

  /** Remember a process that was just started. */
  public void record(ProcessIdentity process) throws IOException {
    FileTree.write(pidFile, process.pid() + " " + process.started() + "\n", "rw-r--r--");
  }

  /** Forget it: it has ended. */
  public void forget() throws IOException {
    Files.deleteIfExists(pidFile);
  }

  private Optional<ProcessIdentity> recorded() {
    try {
      String[] words = Files.readString(pidFile).strip().split(" ", 2);
      return words.length == 2
          ? Optional.of(new ProcessIdentity(Long.parseLong(words[0]), words[1]))
          : Optional.empty();
    } catch (IOException | NumberFormatException noUsableFile) {
      return Optional.empty();
    }
  }

  private Optional<ProcessIdentity> search() {
    return ProcessHandle.allProcesses()
        .filter(this::marked)
        .findFirst()
        .flatMap(handle -> ProcessIdentity.of(handle.pid()));
  }

  private boolean marked(ProcessHandle handle) {
    return handle.info().arguments().stream().flatMap(Arrays::stream).anyMatch(marker::equals);
  }
}
