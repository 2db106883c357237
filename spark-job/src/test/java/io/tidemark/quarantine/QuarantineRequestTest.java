package io.tidemark.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.quarantine.QuarantineRequest.Action;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuarantineRequestTest {
  private static final TableId ODD = new TableId("a.b", "\"c\" 🙂");
  private static final TableId OTHER = new TableId("public", "t");

  @Test
  void whatIsAskedArrives() {
    QuarantineRequest all = new QuarantineRequest("1", Action.RETRY, Set.of(), Optional.empty());
    QuarantineRequest some =
        new QuarantineRequest("2", Action.DISCARD, Set.of(ODD, OTHER), Optional.of("t/0/7"));
    assertThat(QuarantineRequest.of(message(QuarantineRequest.PREFIX, all.content())))
        .contains(all);
    assertThat(QuarantineRequest.of(message(QuarantineRequest.PREFIX, some.content())))
        .contains(some);
    assertThat(QuarantineRequest.of(message("mine", all.content()))).isEmpty();
    assertThat(QuarantineRequest.of(message(QuarantineRequest.PREFIX, "{\"action\":\"x\"}")))
        .isEmpty();
  }

  @Test
  void aRequestIsAboutItsTablesOrOneEventAndWhatMayWaitForIt() {
    Quarantined refused = event(OTHER, Stage.MIRROR, 7);
    Quarantined held = event(OTHER, Stage.HELD, 8);
    Quarantined unknown = event(null, Stage.DECODE, 9);
    QuarantineRequest all = new QuarantineRequest("", Action.RETRY, Set.of(), Optional.empty());
    assertThat(all.isAbout(unknown, Optional.empty())).isTrue();
    QuarantineRequest table =
        new QuarantineRequest("", Action.RETRY, Set.of(OTHER), Optional.empty());
    assertThat(table.isAbout(held, Optional.empty())).isTrue();
    assertThat(table.isAbout(unknown, Optional.empty())).isFalse();
    assertThat(table.isAbout(event(ODD, Stage.HELD, 1), Optional.empty())).isFalse();
    QuarantineRequest one = new QuarantineRequest("", Action.RETRY, Set.of(), Optional.of("t/0/7"));
    assertThat(one.isAbout(refused, Optional.of(OTHER))).isTrue();
    assertThat(one.isAbout(held, Optional.of(OTHER))).isTrue();
    assertThat(one.isAbout(event(OTHER, Stage.MIRROR, 6), Optional.of(OTHER))).isFalse();
    assertThat(one.isAbout(event(ODD, Stage.HELD, 6), Optional.of(OTHER))).isFalse();
  }

  private static Quarantined event(TableId table, Stage stage, long offset) {
    return new Quarantined(
        new KafkaPosition("t", 0, offset, 0),
        stage,
        new Hold(table, 1L, Scope.ROW, "k", null),
        "why");
  }

  private static ChangeEvent message(String prefix, String content) {
    return new ChangeEvent(
        new KafkaPosition("tidemark.message", 0, 0, 0),
        null,
        Operation.MESSAGE,
        null,
        null,
        null,
        null,
        new SourcePosition(1, 1),
        0,
        null,
        false,
        null,
        new LogicalMessage(prefix, content.getBytes(StandardCharsets.UTF_8)));
  }
}
