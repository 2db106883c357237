package io.tidemark.torture;

import io.tidemark.torture.system.CouldNotTell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own for the lake, small enough to be filled. Only root may mount it. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "size=300m";

  private final Path folder;
  private final Path copy;

  private SmallDisk(Path folder, Path copy) {
    this.folder = folder;
    this.copy = copy;
  }

  /** Whether this user may mount one here. */
  static boolean possible() {
    try {
      Path folder = Files.createTempDirectory("tidemark-disk");
      try {
        boolean mounted = run("mount", "-t", "tmpfs", "-o", SIZE, "none", folder.toString());
        return mounted && run("umount", folder.toString());
      } finally {
        Files.delete(folder);
      }
    } catch (IOException none) {
      return false;
    }
  }

  /**
   * Mount one on an existing, empty folder.
   *
   * @param copy where all that is on it is kept when it is closed
   */
  static SmallDisk mount(Path folder, Path copy) {
    if (!run("mount", "-t", "tmpfs", "-o", SIZE, "none", folder.toString())) {
      throw new CouldNotTell("no disk could be mounted on " + folder);
    }
    return new SmallDisk(folder, copy);
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    run("cp", "-a", folder.toString(), copy.toString());
    if (!run("umount", folder.toString())) {
      throw new CouldNotTell(folder + " could not be unmounted");
    }
  }
}
