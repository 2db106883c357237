package io.tidemark.torture;

import io.tidemark.torture.system.Children;
import io.tidemark.torture.system.CouldNotTell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own for the lake, small enough to be filled. Only root may mount it. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "size=300m";

  private final Path folder;
  private final Path copy;

  /**
   * A disk that is not mounted.
   *
   * @param folder exists and is empty
   * @param copy where all that is on it is kept when it is closed
   */
  SmallDisk(Path folder, Path copy) {
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

  void mount() {
    if (!run("mount", "-t", "tmpfs", "-o", SIZE, "none", folder.toString())) {
      throw new CouldNotTell("no disk could be mounted on " + folder);
    }
  }

  private static boolean run(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      return Children.start(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)).waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean mounted() {
    try {
      return !Files.getFileStore(folder).equals(Files.getFileStore(folder.getParent()));
    } catch (IOException gone) {
      return false;
    }
  }

  /** Unmount it if it is mounted. */
  @Override
  public void close() {
    if (!mounted()) {
      return;
    }
    run("cp", "-a", folder.toString(), copy.toString());
    if (!run("umount", folder.toString())) {
      throw new CouldNotTell(folder + " could not be unmounted");
    }
  }
}
