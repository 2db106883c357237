package io.tidemark.stack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresAccountTest {
  private static final List<String> PROGRAM = List.of("postgres");

  private static boolean root() {
    return new UnixSystem().getUid() == 0;
  }

  @Test
  void anOrdinaryUserRunsItAsSelf() {
    assumeThat(root()).isFalse();
    assertThat(PostgresAccount.choose(Map.of("TIDEMARK_POSTGRES_AS", "nobody")))
        .isEqualTo(PostgresAccount.SELF);
    assertThat(PostgresAccount.SELF.command(PROGRAM)).isEqualTo(PROGRAM);
  }

  @Nested
  final class AsRoot {
    @TempDir private Path folder;

    @BeforeEach
    void onlyAsRoot() {
      assumeThat(root()).isTrue();
    }

    @Test
    void theChoiceIsTheUsers() {
      assertThat(PostgresAccount.choose(Map.of("TIDEMARK_POSTGRES_AS", "nobody")))
          .isEqualTo(PostgresAccount.NOBODY);
      assertThat(PostgresAccount.choose(Map.of("TIDEMARK_POSTGRES_AS", "namespace")))
          .isEqualTo(PostgresAccount.NAMESPACE);
      assertThatThrownBy(() -> PostgresAccount.choose(Map.of("TIDEMARK_POSTGRES_AS", "me")))
          .isInstanceOf(StackFailure.class)
          .hasMessageContaining("TIDEMARK_POSTGRES_AS='me' is not known");
    }

    @Test
    void nobodysFolderIsMadeElsewhereWhereOthersMayNotEnter() throws IOException {
      Path home = folder.resolve("closed");
      Path elsewhere = folder.resolve("open");
      Files.createDirectories(home);
      Files.createDirectories(elsewhere);
      open(folder, "rwxr-xr-x");
      open(home, "rwx------");
      PostgresAccount.NOBODY.makeFolder(home.resolve("postgres"), elsewhere);
      assertThat(home.resolve("postgres")).isSymbolicLink();
      assertThat(home.resolve("postgres").toRealPath()).hasParent(elsewhere.toRealPath());
      PostgresAccount.NAMESPACE.makeFolder(home.resolve("other"), elsewhere);
      assertThat(home.resolve("other").toRealPath()).isEqualTo(home.toRealPath().resolve("other"));
      assertThatThrownBy(() -> PostgresAccount.NOBODY.makeFolder(home.resolve("other"), elsewhere))
          .isInstanceOf(StackFailure.class)
          .hasMessageContaining("can't reach its data")
          .hasMessageContaining("choose another --home");
    }

    @Test
    void nobodysFolderIsInTheHomeWhereOthersMayEnter() throws IOException {
      open(folder, "rwxr-xr-x");
      PostgresAccount.NOBODY.makeFolder(folder.resolve("postgres"), folder);
      assertThat(folder.resolve("postgres")).isDirectory();
      assertThat(Files.isSymbolicLink(folder.resolve("postgres"))).isFalse();
      assertThat(PostgresAccount.NOBODY.command(PROGRAM))
          .startsWith("setpriv")
          .contains("--clear-groups")
          .endsWith("postgres");
    }

    @Test
    void aFolderIsHandedOverAndTakenBack() throws IOException {
      Path file = folder.resolve("base/1");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
      PostgresAccount.NOBODY.own(folder);
      assertThat(Files.getAttribute(file, "unix:uid")).isNotEqualTo(0);
      PostgresAccount.NAMESPACE.own(folder);
      assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
    }

    private static void open(Path path, String permissions) throws IOException {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
