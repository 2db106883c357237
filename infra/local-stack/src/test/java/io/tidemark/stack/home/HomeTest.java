package io.tidemark.stack.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  @TempDir private Path folder;

  @Test
  void aFolderThatHoldsSomethingElseIsRefused() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> new Home(folder).create())
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("can't become a home")
        .hasMessageContaining("thesis.tex");
  }

  @Test
  void aLakeMadeBeforeTheStackIsNoObstacle() throws IOException {
    Files.createDirectories(folder.resolve("lake/changes"));
    new Home(folder).create();
    assertThat(folder.resolve("log")).isDirectory();
  }

  @Test
  void wipingLeavesNothingButTheLock() throws IOException {
    Home home = new Home(folder.resolve("home"));
    home.create();
    Settings.fresh().save(home);
    Files.createFile(home.lock());
    Files.createSymbolicLink(home.lake().resolve("link"), folder);
    Files.writeString(folder.resolve("beside"), "stays");
    home.wipe();
    assertThat(home.root().toFile().list()).containsExactly("lock");
    assertThat(folder.resolve("beside")).exists();
  }

  @Test
  void aFolderThatIsNoHomeIsNotWiped() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> new Home(folder).wipe())
        .isInstanceOf(StackFailure.class)
        .hasMessageContaining("is not wiped")
        .hasMessageContaining("settings.json");
    assertThat(folder.resolve("thesis.tex")).exists();
  }
}
