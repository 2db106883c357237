package io.tidemark.stack.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {
  @TempDir private Path folder;

  @Test
  void linesThatSpeakOfTroubleAreChosen() throws IOException {
    Path log = log("starting\nFATAL:  could not open port\nretry\nERROR again\nended\n");
    assertThat(LogTail.of(log, 0)).containsExactly("FATAL:  could not open port", "ERROR again");
  }

  @Test
  void withoutTroubleTheLastLinesAreChosen() throws IOException {
    Path log =
        log(IntStream.range(0, 40).mapToObj(i -> "line " + i).collect(Collectors.joining("\n")));
    assertThat(LogTail.of(log, 0)).hasSize(12).startsWith("line 28").endsWith("line 39");
  }

  @Test
  void whatEarlierRunsSaidIsLeftOut() throws IOException {
    String earlier = "ERROR of yesterday\n";
    Path log = log(earlier + "all is well\n");
    assertThat(LogTail.of(log, earlier.length())).containsExactly("all is well");
  }

  @Test
  void aLogThatWasMovedAsideMeanwhileIsReadFromItsBegin() throws IOException {
    assertThat(LogTail.of(log("ERROR new\n"), 1000)).isEmpty();
    assertThat(LogTail.block(folder.resolve("none.log"), 0)).contains("none.log is empty");
  }

  private Path log(String text) throws IOException {
    Path log = folder.resolve("x.log");
    Files.writeString(log, text);
    return log;
  }
}
