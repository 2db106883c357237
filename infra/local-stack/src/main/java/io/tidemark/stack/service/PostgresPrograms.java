package io.tidemark.stack.service;

import io.tidemark.stack.home.FileTree;
import io.tidemark.stack.report.Progress;
import io.tidemark.stack.report.StackFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the jar in which they are published. */
final class PostgresPrograms {
  private final Path folder;

  /**
   * The programs of one folder.
   *
   * @param folder where they are or are to be unpacked
   */
  PostgresPrograms(Path folder) {
    this.folder = folder;
  }

  Path initdb() {
    return folder.resolve("bin/initdb");
  }

  Path postgres() {
    return folder.resolve("bin/postgres");
  }

  /** Unpack them unless they are there. An unpacking that was cut off is begun anew. */
  void unpack(Progress progress) throws IOException {
    if (Files.isExecutable(postgres())) {
      return;
    }
    URL archive = PostgresPrograms.class.getResource("/" + archiveName());
    if (archive == null) {
      throw StackFailure.of(
          "There is no PostgreSQL for this machine",
          "the build has put in no '" + archiveName() + "'",
          "build on the machine that runs it: Linux or macOS, 64-bit Intel or ARM");
    }
    Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
    FileTree.delete(fresh);
    FileTree.delete(folder);
    extract(archive, fresh);
    Files.move(fresh, folder);
    progress.say("postgres", "unpacked its programs to " + folder);
  }

  private static void extract(URL archive, Path target) throws IOException {
    try (InputStream raw = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      directory(target);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("entry '" + entry.getName() + "' leads out of the archive");
        }
        if (entry.isDirectory()) {
          directory(path);
        } else if (entry.isSymbolicLink()) {
          directory(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          directory(path.getParent());
          Files.copy(tar, path);
          // Whatever the umask: the server may run as another user.
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private static void directory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      directory(path.getParent());
      Files.createDirectory(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** As the publisher names them. */
  private static String archiveName() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String system = os.startsWith("mac") ? "darwin" : "linux";
    String machine = arch.equals("aarch64") || arch.equals("arm64") ? "arm_64" : "x86_64";
    return "postgres-" + system + "-" + machine + ".txz";
  }
}
