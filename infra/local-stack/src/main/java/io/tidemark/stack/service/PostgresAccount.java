package io.tidemark.stack.service;

import com.sun.security.auth.module.UnixSystem;
import io.tidemark.stack.process.Command;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The user as whom PostgreSQL runs. It refuses to be root.
 *
 * <ul>
 *   <li>{@code SELF}: this user, who is not root.
 *   <li>{@code NAMESPACE}: for root, a user namespace in which it is not root; files stay root's.
 *   <li>{@code NOBODY}: for root where namespaces are not allowed, the user {@code nobody}, to whom
 *       the data folder is handed over.
 * </ul>
 */
enum PostgresAccount {
  SELF,
  NAMESPACE,
  NOBODY;

  /** Environment variable that decides for root; else what works is taken. */
  static final String CHOICE = "TIDEMARK_POSTGRES_AS";

  static PostgresAccount choose(Map<String, String> environment) {
    if (uid() != 0) {
      return SELF;
    }
    String choice = environment.getOrDefault(CHOICE, "");
    return switch (choice.toLowerCase(Locale.ROOT)) {
      case "namespace" -> NAMESPACE;
      case "nobody" -> NOBODY;
      case "" -> Command.run(List.of("unshare", "-U", "true")).ok() ? NAMESPACE : NOBODY;
      default ->
          throw StackFailure.of(
              CHOICE + "='" + choice + "' is not known",
              "it is one of 'namespace' and 'nobody'",
              "unset it to let the stack choose");
    };
  }

  /** The command that runs a program as this user. */
  List<String> command(List<String> program) {
    List<String> all = new ArrayList<>();
    switch (this) {
      case SELF -> {}
      case NAMESPACE -> all.addAll(List.of("unshare", "-U"));
      case NOBODY ->
          all.addAll(
              List.of(
                  "setpriv",
                  "--reuid=" + nobody("-u"),
                  "--regid=" + nobody("-g"),
                  "--clear-groups"));
    }
    all.addAll(program);
    return all;
  }

  /**
   * Make a folder that the user can reach. Where others may not enter the folders above, as below
   * {@code /root}, {@code nobody}'s is made elsewhere and linked to.
   *
   * @param elsewhere the folder for that
   */
  void makeFolder(Path folder, Path elsewhere) throws IOException {
    if (this == NOBODY && !Files.exists(folder) && !reachableByAll(folder)) {
      Path outside = Files.createTempDirectory(elsewhere, "tidemark-postgres-");
      Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.createSymbolicLink(folder, outside);
    }
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
    }
    if (this == NOBODY && !reachableByAll(folder.toRealPath())) {
      throw StackFailure.of(
          "PostgreSQL can't reach its data in " + folder,
          "it has to run as the user 'nobody', who may not enter one of the folders above",
          "allow that (chmod o+x), allow user namespaces, or choose another --home");
    }
  }

  /** Make the user the owner of a folder with all it holds, whoever had it before. */
  void own(Path folder) throws IOException {
    if (this == SELF) {
      return;
    }
    int uid = this == NOBODY ? nobody("-u") : 0;
    int gid = this == NOBODY ? nobody("-g") : 0;
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            give(dir, uid, gid);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            give(file, uid, gid);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void give(Path path, int uid, int gid) throws IOException {
    if (!Integer.valueOf(uid)
        .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static boolean reachableByAll(Path folder) {
    try {
      for (Path path = folder.getParent(); path != null; path = path.getParent()) {
        if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      }
      return true;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static int nobody(String option) {
    Command id = Command.run(List.of("id", option, "nobody"));
    return id.ok() ? Integer.parseInt(id.output()) : 65534;
  }

  private static long uid() {
    return new UnixSystem().getUid();
  }
}
