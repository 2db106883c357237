package io.tidemark.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.progress.Progress;
import io.tidemark.quarantine.Hold;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.quarantine.Scope;
import io.tidemark.quarantine.Stage;
import io.tidemark.quarantine.State;
import io.tidemark.source.RawMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SummaryCommandIT {
  private static final TableId TABLE = new TableId("public", "t");

  @TempDir Path folder;

  @Test
  void whatWaitsInTheQuarantineIsCountedByTable() throws IOException {
    QuarantineTable quarantine =
        new QuarantineTable(
            new Configuration(), new LakeLayout(folder.resolve("lake").toString()).quarantine());
    Quarantined done = event(TABLE, Stage.MIRROR, 4);
    for (Quarantined event :
        List.of(
            event(TABLE, Stage.MIRROR, 1),
            event(TABLE, Stage.HELD, 2),
            event(TABLE, Stage.HELD, 3),
            done,
            event(null, Stage.DECODE, 5))) {
      quarantine.commit(
          Map.of(event, new RawMessage(null, new byte[] {1}, Map.of())),
          List.of(),
          new Progress(),
          7);
    }
    quarantine.commit(List.of(done.with(State.APPLIED, "m/0/1")), 8);

    JsonNode waiting = new ObjectMapper().readTree(summary("--json")).path("waiting");
    assertThat(waiting.toString())
        .isEqualTo(
            "{\"?\":{\"refused\":1,\"held\":0,\"applying\":0},"
                + "\"public.t\":{\"refused\":1,\"held\":2,\"applying\":0}}");
    assertThat(summary())
        .contains("WAITING ?: 1 refused in the quarantine (./tidemark quarantine list)")
        .contains("WAITING public.t: 1 refused, 2 held in the quarantine");
  }

  @Test
  void whereNothingWaitsNothingIsSaidOfIt() throws IOException {
    assertThat(summary()).doesNotContain("WAITING");
    assertThat(summary("--json")).contains("\"waiting\":{}");
  }

  private String summary(String... options) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            """
            source:
              kafka: {bootstrap-servers: "127.0.0.1:1", topic-prefix: p}
            lake: {path: "%s"}
            """
                .formatted(folder.resolve("lake")));
    StringWriter out = new StringWriter();
    List<String> words = new ArrayList<>(List.of("--config", config.toString()));
    words.addAll(List.of(options));
    CommandLine command = new CommandLine(new SummaryCommand()).setOut(new PrintWriter(out));
    assertThat(command.execute(words.toArray(String[]::new))).isZero();
    return out.toString();
  }

  private static Quarantined event(TableId table, Stage stage, long offset) {
    return new Quarantined(
        new KafkaPosition("t", 0, offset, 0),
        stage,
        new Hold(table, 1L, Scope.NOTHING, "k", null),
        "why");
  }
}
