package io.tidemark.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final String OURS = "io.tidemark.stream.Job.batch";
  private static final String PARQUET = "org.apache.parquet.Writer.write";
  private static final String JDK = "java.util.HashMap.put";

  private final Profile profile = new Profile(List.of(new Span(BEGIN, BEGIN.plusSeconds(20))));

  @Test
  void aMethodHasTheSamplesOfWhatItCallsOnceEach() {
    String lambda = "io.tidemark.A" + Profile.LAMBDA + ".call";
    profile.sample(ThreadKind.WORKERS, List.of(JDK, PARQUET, lambda, OURS, OURS));
    profile.sample(ThreadKind.WORKERS, List.of(OURS));
    profile.sample(ThreadKind.TASKS, List.of(JDK));
    profile.sample(ThreadKind.TASKS, List.of(JDK));
    ObjectNode json = profile.toJson();
    assertThat(json.get("samples").asInt()).isEqualTo(4);
    assertThat(json.get("samples_by_thread")).hasToString("{\"tasks\":0.5,\"workers\":0.5}");
    assertThat(json.get("methods"))
        .hasToString(
            "[{\"method\":\"%s\",\"share\":0.5},{\"method\":\"%s\",\"share\":0.25}]"
                .formatted(OURS, PARQUET));
  }

  @Test
  void whatNoThreadHasUsedIsTheCollectors() {
    for (int second = 0; second < 20; second++) {
      profile.threadLoad(ThreadKind.TASKS, 0.3);
      profile.threadLoad(ThreadKind.COMPILER, 0.2);
      profile.load(0.8);
    }
    assertThat(profile.toJson().get("cpu"))
        .hasToString("{\"tasks\":0.375,\"compiler\":0.25,\"collector\":0.375}");
  }

  @Test
  void stacksAreFoldedWithTheOutermostMethodFirst(@TempDir Path folder) throws IOException {
    profile.sample(ThreadKind.STREAM, List.of(JDK, OURS));
    profile.sample(ThreadKind.STREAM, List.of(JDK, OURS));
    Path file = folder.resolve("stacks/one.folded");
    profile.fold(file);
    assertThat(Files.readString(file)).isEqualTo("stream;%s;%s 2\n".formatted(OURS, JDK));
  }

  @Test
  void threadsAreToldByTheirNames() {
    assertThat(ThreadKind.of("Executor task launch worker for task 0.0 in stage 1.0"))
        .isEqualTo(ThreadKind.TASKS);
    assertThat(ThreadKind.of("tidemark-table")).isEqualTo(ThreadKind.WORKERS);
    assertThat(ThreadKind.of("C2 CompilerThread0")).isEqualTo(ThreadKind.COMPILER);
    assertThat(ThreadKind.of("main")).isEqualTo(ThreadKind.OTHER);
    assertThat(ThreadKind.of("")).isEqualTo(ThreadKind.OTHER);
  }
}
